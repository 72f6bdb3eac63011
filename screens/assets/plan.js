// The map's message goes to the map's frame from here, and not by streamlit-folium: so it is painted in
// the same picture as the page's new figures, not two tasks and a picture later.

const plan = { message: null, text: "", map: null, had: "" }; // the newest; who had which

export function map({ data: message }) {
  // Its text tells it from others: a server that was started anew numbers from the start again.
  Object.assign(plan, { message, text: JSON.stringify(message) });
  handOver();
}

// A frame that is younger than the message asks for it.
window.addEventListener("zhengtu-map", handOver);

function handOver() {
  const face = mapFace();
  const { message, text } = plan;
  if (!face?.map || !message || (plan.map === face && plan.had === text)) return;
  Object.assign(plan, { map: face, had: text });
  face.receive(message);
}
