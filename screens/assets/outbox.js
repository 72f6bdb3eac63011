// What the reader does goes to the server numbered, and again with whatever follows, until the server
// says that it has heard it: of two messages that reach it while it is busy Streamlit keeps the last.

const outbox = { posted: 0, unheard: [] };

// Show a part of the page: the loader that Streamlit sends calls this with the page's own module.
export function take(page, { data: bytes, setTriggerValue, ...given }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  if (data.heard_of !== undefined) outboxHeard(data.heard_of);
  const post = (name, change) => {
    outbox.posted += 1;
    outbox.unheard.push([outbox.posted, data.part, change]);
    document.documentElement.dataset.unheard = "true";
    setTriggerValue(name, { unheard: outbox.unheard });
  };
  page[data.part]({ ...given, data, setTriggerValue: post });
}

// The page may be younger than the session: its numbers go on where the session's are.
function outboxHeard(number) {
  outbox.posted = Math.max(outbox.posted, number);
  outbox.unheard = outbox.unheard.filter(([posted]) => posted > number);
  if (!outbox.unheard.length) delete document.documentElement.dataset.unheard;
}
