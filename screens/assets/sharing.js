// The dialog of links: the address with the data's version, to copy or as a QR code.

function shareButton({ share, language, words }) {
  const open = () => askForDialog(`${share}?lang=${language}`, (told) => openShare(told, language));
  return el("button", { type: "button", "data-focus": "share", "aria-haspopup": "dialog", onclick: open }, words.share);
}

// The page's address as it is now, with the version of the data; `public`: how others reach the app.
function linkOf({ public: origin, data }) {
  const link = new URL(window.location.href);
  link.searchParams.set("data", data);
  link.hash = "";
  const text = link.href.replaceAll("%2C", ",");
  return origin ? `${origin}/${text.slice(text.indexOf("?"))}` : text;
}

function openShare(share, language) {
  const { words, qr } = share;
  const link = linkOf(share);
  const said = el("span", { role: "status" });
  const address = el("textarea", { readonly: true, rows: 3, "aria-label": words.address, onfocus: ({ target }) => target.select() });
  address.value = link;
  const image = el("img", { src: `${qr}?lang=${language}&link=${encodeURIComponent(link)}`, alt: words.alt, width: 264, height: 264 });
  image.addEventListener("error", () => image.replaceWith(el("p", { class: "zt-quiet" }, words.too_long)));
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(link).hostname);
  const dialog = el("dialog", { class: "zt-link-dialog", "aria-labelledby": "zt-link-title" },
    el("h2", { id: "zt-link-title" }, words.title), image, address,
    el("p", { class: "zt-quiet" }, words.holds), isLocal ? el("p", { class: "zt-quiet" }, words.local) : null,
    el("p", { class: "zt-link-tools" },
      el("button", { type: "button", "data-focus": "link", onclick: () => copyLink(link, address, said, words) }, words.copy), said,
      el("button", { type: "button", onclick: ({ target }) => target.closest("dialog").close() }, words.close)));
  dialog.addEventListener("close", () => {
    dialog.remove();
    document.querySelector('[data-focus="share"]')?.focus();
  });
  dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); }); // the veil
  document.body.append(dialog);
  dialog.showModal();
}

async function copyLink(link, address, said, words) {
  try {
    await navigator.clipboard.writeText(link);
    said.textContent = words.copied;
  } catch { // not allowed here: the reader copies what is selected
    address.select();
  }
}
