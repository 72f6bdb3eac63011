// The map's message goes to the map's frame from here, and not by streamlit-folium: so it is painted in
// the same picture as the page's new figures, not two tasks and a picture later.

const plan = { message: null, map: null, seq: null }; // the newest; who had which

export function map({ data: message }) {
  plan.message = message;
  handOver();
}

// A frame that is younger than the message asks for it.
window.addEventListener("zhengtu-map", handOver);

function handOver() {
  const face = mapFace();
  const { message } = plan;
  if (!face?.map || !message || (plan.map === face && plan.seq === message.seq)) return;
  Object.assign(plan, { map: face, seq: message.seq });
  face.receive(message);
}
