// The map's message goes to the map's frame from here, and not by streamlit-folium: so it is painted in
// the same picture as the page's new figures, not two tasks and a picture later.

const plan = { message: null, map: null, heard: null }; // the newest; who has heard what

export function map({ data: message }) {
  plan.message = message;
  handOver();
}

// A frame that is younger than the message asks for it.
window.addEventListener("zhengtu-map", handOver);

// A run of the page that changes nothing on the map says nothing; another session counts from one again.
function handOver() {
  const face = mapFace();
  const heard = JSON.stringify(plan.message);
  if (!face?.map || !plan.message || (plan.map === face && plan.heard === heard)) return;
  Object.assign(plan, { map: face, heard });
  face.receive(plan.message);
}
