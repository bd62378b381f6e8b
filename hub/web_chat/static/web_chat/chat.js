/*
 * The chat page, made quicker. Without this file every button still works, because each one sends a form.
 *
 * - It keeps nothing on the device and holds no words: they come from main#chat (data-words-*) or from the server.
 * - The page from the server is the truth. When in doubt we send the form as it is: its key makes a repeat harmless.
 * - Only a network failure is met here, because a browser's "no connection" page would throw the carer's words away.
 */

const SENDING_GIVES_UP = 30000; // milliseconds, on a very slow line; the carer is told, and may send again
const FIRST_LOOK = 400, SLOW_LOOK = 5000, SLOWEST_LOOK = 15000, SLOWEST_AFTER = 60000;
const HIDDEN_TOO_LONG = 10 * 60 * 1000; // a page nobody looks at asks nothing; it asks at once when seen again
const SAID_FOR = 5000, SHIFTS = 3, SHIFTS_WITHIN = 5000;
const COUNT_AFTER = 700; // the counter waits for a pause, so that a screen reader does not speak at each key

const root = document.documentElement;
const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const fragment = { "X-Fragment": "1" };

/** The conversation on the page: sending, showing, looking for answers. */
class Talk {
  constructor(form, words) {
    Object.assign(this, { form, words, fields: form.elements, box: form.elements.text, address: form.action });
    this.list = find("#messages");
    this.status = find("#status");
    this.counter = new Counter(this.box, find("#count"), words);
    [this.feed, this.check] = ["feed", "check"].map((place) => new URL(place, form.action).href);
    const note = find(".pending"); // the status line says it from now on, and nobody has to press for the answer
    this.pending = Boolean(note);
    this.awaited = this.pending && !find("#new"); // safety words may be here already: they stay in view
    if (note) this.say(note.firstChild.data.trim(), note.remove());
    this.rest();
    form.addEventListener("submit", (event) => this.submitted(event));
    this.box.addEventListener("input", () => (this.typed = true));
    // Older Safari does not say which button sent the form, so we remember it.
    document.addEventListener("click", (event) => (this.pressed = event.target.closest("button")));
    document.addEventListener("visibilitychange", () => this.lookNow());
    for (const event of ["focus", "online"]) addEventListener(event, () => this.lookNow());
    // Back from another page: the browser kept this one as it was when it was left.
    addEventListener("pageshow", ({ persisted }) => persisted && this.lookNow(this.busy(false)));
    this.schedule();
  }

  say(text = "") {
    this.status.textContent = text;
  }

  /** Said in passing: cleared after a while, unless something else has been said since. */
  tell(text) {
    this.say(text);
    setTimeout(() => this.status.textContent === text && this.say(), SAID_FOR);
  }

  submitted(event) {
    const button = event.submitter || this.pressed || {};
    const address = button.hasAttribute?.("formaction") ? button.formAction : this.address;
    // "Save for later", "Print" and the like are pages of their own: the browser goes there.
    if (address !== this.address && address !== this.check) return;
    // The first message is sent as a page of its own: what the browser then reloads, or brings back after it had to let
    // the tab go, is the talk, and not an empty start. Without a line the words must stay here, so we try it ourselves.
    if (this.fields.after.value === "0" && navigator.onLine && !this.underWay) return this.leaveToBrowser(button);
    event.preventDefault();
    if (!this.sending) this.send(address, button);
  }

  leaveToBrowser(button) {
    this.say(this.words.wordsSending);
    this.underWay = this.body(button); // should no page come, the next press goes the other way, with the same key
    this.busy(true, true);
    setTimeout(() => this.busy(false, this.say()), SENDING_GIVES_UP);
  }

  body({ name, value }) {
    const body = new URLSearchParams(new FormData(this.form));
    if (name) body.append(name, value, body.delete("text")); // words that wait stay in the box while a choice is tapped
    return body;
  }

  async send(address, button) {
    const body = this.body(button);
    const sent = button.name ? "" : this.box.value;
    Object.assign(this, { underWay: body, typed: false, awaited: true });
    this.busy(true);
    this.say(this.words.wordsSending);
    const request = { method: "POST", body, headers: fragment, signal: AbortSignal.timeout?.(SENDING_GIVES_UP) };
    const reply = await fetch(address, request).then((response) => response.json()).catch((fault) => fault);
    const noLine = reply instanceof TypeError || reply instanceof DOMException; // refused, broken off or given up
    if (!noLine && typeof reply?.html !== "string") return this.sendWhole(address, button); // a whole page, or an error page
    this.busy(false);
    this.say();
    if (noLine) return this.warn(this.words.wordsNotSent, true); // the words stay in the box, and the key with them
    this.underWay = undefined;
    this.show(reply, sent);
  }

  /** Let the browser send the form as if this file did not exist. The page stays busy until the new one comes. */
  sendWhole(address, { name, value } = {}) {
    if (name) this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    this.busy(true, true);
    this.form.action = address;
    this.form.submit();
  }

  /** Buttons say that they wait, but keep the focus. `whole`: a new page comes, and would lose what is written now. */
  busy(sending, whole = false) {
    this.sending = sending;
    this.box.readOnly = whole;
    for (const control of this.fields) if (control.type === "submit") control.setAttribute("aria-disabled", sending);
  }

  /** `sent`: the words of the box that the server has now; undefined when the reply came without our sending. */
  show(reply, sent) {
    const ours = sent !== undefined;
    for (const field of all("input[name=token]")) field.value = reply.token || field.value;
    if (reply.key) this.fields.key.value = reply.key;
    if (reply.state) root.dataset.state = reply.state;
    if (reply.title) document.title = reply.title;
    root.dataset.cursor = reply.cursor;
    this.pending = reply.pending;
    this.rest();
    const fresh = this.append(reply.html, reply.open);
    if (!this.sending) this.say(reply.status);
    if (ours) this.warn(reply.error, !fresh.length); // safety words come before an error
    if (ours && !reply.error && this.box.value.startsWith(sent)) {
      this.box.value = this.box.value.slice(sent.length).trimStart(); // what was typed meanwhile is the next message
    }
    this.counter.count();
    this.bringTo(fresh);
    this.schedule();
  }

  /** `open`: the numbers of the messages whose choices may still be tapped; null where nobody could say. */
  append(html, open) {
    const template = document.createElement("template");
    template.innerHTML = html;
    // Two replies may overlap (a look and a send): what is here already stays as it is.
    const fresh = [...template.content.children].filter((item) => !document.getElementById(item.id));
    const old = all("#messages .choices").filter((old) => open && !open.includes(Number(old.parentNode.dataset.seq)));
    this.lostFocus = old.some((choices) => choices.contains(document.activeElement));
    old.forEach((choices) => choices.remove());
    this.list.append(...fresh);
    const after = Math.max(this.fields.after.value, ...fresh.map((item) => Number(item.dataset.seq) || 0));
    if ((this.fields.after.value = after)) {
      all("[data-before-start]").forEach((part) => part.remove());
      all("[data-once-started]").forEach((part) => (part.hidden = false));
    }
    return fresh;
  }

  /** Take the carer to the top of the answer they wait for, unless they are busy elsewhere or write again.
   *  What comes after it is only announced: they may be reading, and safety words must not be scrolled away. */
  bringTo(fresh) {
    const at = document.activeElement;
    const still = at === document.body || at?.matches(".message.contact"); // where a tap leaves the focus
    const free = !this.typed && (at?.form === this.form || this.lostFocus || (this.awaited && still));
    const answer = fresh.find((item) => !item.matches(".contact"));
    if (answer) this.awaited = false;
    if (answer && !free) return this.tell(this.words.wordsReady);
    const target = answer || (this.lostFocus && fresh[0]); // a tapped button is gone: stay with the carer's own words
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  }

  warn(text, focus) {
    all(".error-summary").forEach((old) => old.remove());
    if (!text) return;
    const summary = Object.assign(document.createElement("div"), { className: "error-summary", tabIndex: -1 });
    summary.setAttribute("role", "alert");
    summary.append(Object.assign(document.createElement("p"), { textContent: text }));
    this.form.before(summary);
    if (focus && !this.typed) summary.focus();
  }

  rest() {
    Object.assign(this, { pause: FIRST_LOOK, rested: Date.now() });
  }

  schedule() {
    clearTimeout(this.timer);
    const waits = this.pending || ["waiting", "with_adviser"].includes(root.dataset.state);
    if (waits) this.timer = setTimeout(() => this.look(), this.pause);
  }

  /** The carer is back, or the line is: another tab may have gone on, so we look even when nothing is awaited. */
  lookNow() {
    this.rest();
    this.hiddenSince = Date.now();
    if (!document.hidden && this.fields.after.value > 0) this.look();
  }

  async look() {
    if (this.looking || this.sending) return this.schedule();
    if (document.hidden && Date.now() - this.hiddenSince > HIDDEN_TOO_LONG) return;
    this.pause = Math.min(this.pause * 1.6, Date.now() - this.rested > SLOWEST_AFTER ? SLOWEST_LOOK : SLOW_LOOK);
    this.looking = true;
    try {
      const { token, after } = this.fields;
      const body = new URLSearchParams({ token: token.value, after: after.value });
      const response = await fetch(`${this.feed}?after=${root.dataset.cursor || 0}`, { method: "POST", body, headers: fragment });
      if (response.status === 200) this.show(await response.json());
      // Too old, or deleted from another tab: the whole page says it in words. A busy server is asked again later.
      else if ([403, 410].includes(response.status) && !this.sending) this.sendWhole(this.check);
    } catch {
      // No line just now. The next look, or the "online" event, tries again.
    }
    this.looking = false;
    this.schedule();
  }
}

/** How many characters are left, said only near the limit. */
class Counter {
  constructor(box, line, words) {
    Object.assign(this, { box, line, words, limit: Number(box.dataset.limit) });
    line.setAttribute("aria-live", "polite");
    box.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.count(), COUNT_AFTER);
    });
    this.count();
  }

  count() {
    const left = this.limit - [...this.box.value].length;
    const text = left < 0 ? this.words.wordsOver : this.words.wordsLeft;
    this.line.textContent = left < this.limit * 0.2 ? text.replace("{n}", Math.abs(left)) : "";
  }
}

/** Exit: blank the page first, delete the talk on the server, and go where Back does not lead here again. */
class Exit {
  constructor(form, words, talk) {
    Object.assign(this, { form, words, talk, presses: 0 });
    form.addEventListener("submit", (event) => this.leave(event.preventDefault()));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.leave-link");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(link.href); // the plain link only leaves; the talk stays on the server
    });
    document.addEventListener("keydown", ({ key, repeat }) => {
      if (!repeat) this.typing = key !== "Shift"; // a capital letter is not a press of Shift alone
      if (this.typing) this.presses = 0;
    });
    document.addEventListener("keyup", ({ key }) => key === "Shift" && this.shifted());
    // Back after leaving: an empty page, never the talk.
    addEventListener("pageshow", ({ persisted }) => persisted && this.left && location.replace(new URL(".", form.action)));
  }

  shifted() {
    clearTimeout(this.timer);
    if (this.typing) return;
    if (++this.presses === SHIFTS) return this.leave();
    this.timer = setTimeout(() => (this.presses = 0), SHIFTS_WITHIN);
    this.talk?.tell(this.words.wordsShift.replace("{n}", SHIFTS - this.presses));
  }

  leave() {
    const { action } = this.form;
    // A first message that is still on its way has no conversation yet: its own form names it.
    const body = this.talk?.underWay || new URLSearchParams(new FormData(this.form));
    this.blank();
    // Both ways outlive this page. The answer is not awaited: leaving must not depend on the line.
    const request = { method: "POST", body, keepalive: true, redirect: "manual", headers: fragment };
    if ("keepalive" in Request.prototype) fetch(action, request).catch(() => {});
    else navigator.sendBeacon(action, body);
    this.go(new URL("left", action).href);
  }

  blank() {
    this.left = true;
    document.body.textContent = this.words.wordsLeaving;
    if (this.talk) this.talk.sending = true; // nothing more is asked
  }

  go(address) {
    this.blank();
    if (top === window) return location.replace(address);
    // Inside a council's page: embed.js leaves that page. Where it is not there we try it ourselves, or this frame leaves.
    toHost("leave");
    setTimeout(() => location.replace(address), 1000);
    top.location.replace(address);
  }
}

/** Tell the page around our frame: a fixed word, nothing about the carer, so any host may hear it. */
function toHost(word) {
  if (parent !== window) parent.postMessage(`kinship-help:${word}`, "*");
}

const words = find("#chat").dataset;
const talk = find("#ask") && new Talk(find("#ask"), words);
if (find("#leave")) new Exit(find("#leave"), words, talk);
(find(".error-summary") || find("#new"))?.focus({ preventScroll: !find(".error-summary") }); // not every browser's fragment takes the focus along
all("[data-with-script]").forEach((part) => (part.hidden = false));
document.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && toHost("close"));
toHost("ready");
