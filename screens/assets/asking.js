// Asking our own server over HTTP. What is wrong is said in the reader's language: by the server where it
// answers, by this script where nothing does.

const UNREACHABLE = { zh: "连接不上服务器。", en: "The server cannot be reached." };

async function reachServer(address, how = {}) {
  try {
    return await fetch(address, { credentials: "same-origin", ...how });
  } catch { // what fetch throws without a network is in the browser's language
    throw new Error(UNREACHABLE[document.documentElement.lang === "en" ? "en" : "zh"]);
  }
}

async function askServer(address, how = {}) {
  const given = await reachServer(address, how);
  const content = await given.json().catch(() => null); // a proxy's own page is no JSON
  if (!given.ok || !content) throw new Error(content?.error ?? `HTTP ${given.status}`);
  return content;
}

// Open a dialog with what the server tells of it; a second press, while that is on its way, opens no other.
async function askForDialog(address, open) {
  let content;
  try {
    content = await askServer(address);
  } catch (error) {
    window.alert(error.message);
    return;
  }
  if (!document.querySelector("dialog[open]")) open(content);
}
