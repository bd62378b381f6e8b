/*
 * The chat on a council's own page. `words` is put before this by the hub (hub/web_chat/embedding.py).
 *
 * Before a click it asks for nothing, stores nothing and moves nothing. A click opens the chat in a frame below the
 * link. On a small screen, with Save-Data, or where anything is missing, the link stays what it is: a link.
 */

const hub = new URL(import.meta.url).origin;
const roomy = () => matchMedia("(min-width: 48em) and (min-height: 30em)").matches && !navigator.connection?.saveData;
const READY_WITHIN = 2000; // milliseconds after the frame has loaded; our script in it speaks before that
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

for (const link of document.querySelectorAll("a[data-kinship-help]")) {
  let panel, ready;

  const close = () => {
    panel.remove();
    panel = ready = undefined;
    link.focus();
  };

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !roomy()) return;
    event.preventDefault();
    if (panel) return panel.querySelector("iframe").focus();
    panel = make("section", { ariaLabel: words.frame });
    const frame = make("iframe", { src: link.href, title: words.frame });
    const button = make("button", { type: "button", textContent: words.close, onclick: close });
    // Styles by script are allowed where a strict policy forbids them in the markup.
    Object.assign(panel.style, { display: "block", maxWidth: "32rem", margin: "0.5rem 0" });
    Object.assign(frame.style, { display: "block", width: "100%", height: "38rem", border: "1px solid" });
    Object.assign(button.style, { font: "inherit", minHeight: "2.75rem" });
    // A frame that is refused or cannot be reached loads too, but says nothing: then the link is followed after all.
    const follow = () => panel && !ready && location.assign(link.href);
    frame.addEventListener("load", () => setTimeout(follow, READY_WITHIN), { once: true });
    panel.append(button, frame);
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && close());
    (link.closest("p") || link).after(panel);
    frame.focus();
  });

  addEventListener("message", ({ data, origin, source }) => {
    const frame = panel?.querySelector("iframe");
    if (origin !== hub || source !== frame?.contentWindow) return;
    if (data === "kinship-help:ready") ready = true;
    if (data === "kinship-help:close") close();
    if (data === "kinship-help:leave") {
      panel.remove();
      location.replace(`${hub}/chat/left`);
    }
  });
}
