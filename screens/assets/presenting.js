// Presenting in the app: brings the story, once for each time it is presented (its file may have changed
// since the last), and says so if it does not come.

const told = { story: null, url: null };
let asked = 0;

export async function presenting(component) {
  const { data } = component;
  asked += 1;
  const mine = asked;
  if (!data.story) {
    told.url = null;
    presenter(component);
    return;
  }
  if (data.told) { presenter({ ...component, data: { ...data, story: data.told } }); return; }
  try {
    if (told.url !== data.url) {
      const answer = await fetch(data.url, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${answer.status} ${data.url}`);
      Object.assign(told, { story: await answer.json(), url: data.url });
    }
  } catch (error) {
    console.error(error);
    if (mine !== asked) return;
    window.alert(data.failed);
    component.setTriggerValue("change", { leave: true });
    return;
  }
  if (mine === asked) presenter({ ...component, data: { ...data, story: told.story } });
}
