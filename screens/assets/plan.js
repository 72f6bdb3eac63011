// The map's message goes to the map's frame from here, and not by streamlit-folium: so it is painted in
// the same picture as the page's new figures, not two tasks and a picture later. What is pressed on the
// map goes up from here, too: in its order with all else, and not lost when the server was started anew.

const PLAN_THEME_MS = 400; // until Streamlit's own page has turned, whose theme the server is told

const plan = { message: null, text: "", map: null, had: "", tell: null }; // the newest; who had which

export function map({ data: message, setTriggerValue }) {
  // Its text tells it from others: a server that was started anew numbers from the start again.
  Object.assign(plan, { message, text: JSON.stringify(message), tell: setTriggerValue });
  handOver();
}

// A frame that is younger than the message asks for it.
window.addEventListener("zhengtu-map", handOver);

// The machine's day turned into night, or back: the server colours map and figures anew.
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  setTimeout(() => plan.tell?.("change", { theme: true }), PLAN_THEME_MS);
});

function handOver() {
  const face = mapFace();
  const { message, text } = plan;
  if (!face?.map || !message || (plan.map === face && plan.had === text)) return;
  if (plan.map !== face) face.hear((event) => plan.tell("change", event));
  Object.assign(plan, { map: face, had: text });
  face.receive(message);
}
