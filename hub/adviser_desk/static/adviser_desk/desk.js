/*
 * The desk, made quicker. Without this file every button still works, because each one sends a form.
 *
 * - The page from the server is the truth: parts marked data-live are fetched anew and put in the place of the old ones.
 * - The stream only nudges; what changed is always asked from /desk/live with the page's cursor, so nothing is missed.
 * - Words come from <body data-words-*>. What is written and not sent is kept on the server, not here.
 */

const BEAT = 20000, SLOW_BEAT = 3000; // milliseconds: with the stream, and without it
const LEAST = 1000, QUEUE_EVERY = 5000; // the stream nudges for every carer of the house: so often at most we ask, and fetch the queue
const DRAFT_AFTER = 2000, COUNT_AFTER = 400, TYPING_EVERY = 3000, LOST_AFTER = 3; // failures of the stream in a row
const SOUND = "kinship-desk-sound";

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** What a part says: the tokens of its forms differ each time, and are no news. */
const same = (part) => part.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");

/** What the page shows, and how it is brought up to date. */
class Desk {
  constructor(main) {
    this.main = main;
    this.words = document.body.dataset;
    this.ref = main.dataset.ref || "";
    this.cursor = main.dataset.cursor;
    this.token = find("input[name=csrfmiddlewaretoken]")?.value || "";
    this.status = find("#arrived");
    this.title = document.title.replace(/^\(\d+\) /, "");
    this.composer = find("#composer") && new Composer(this, find("#composer"));
    this.bell = new Bell(find("#sound"));
    this.urgent = Number(main.dataset.urgent || 0);
    for (const event of ["focus", "online"]) addEventListener(event, () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    // Back from another page: the browser kept this one as it was when it was left.
    addEventListener("pageshow", ({ persisted }) => persisted && this.look());
    this.listen();
    this.look();
  }

  listen() {
    const address = this.words.stream;
    if (!window.EventSource || !address) return;
    const stream = (this.stream = new EventSource(address, { withCredentials: true }));
    let failures = 0;
    stream.onmessage = () => {
      failures = 0;
      this.streams(true);
      this.look();
    };
    stream.onerror = () => {
      failures += 1;
      if (failures >= LOST_AFTER || stream.readyState === EventSource.CLOSED) this.streams(false);
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), BEAT);
    };
  }

  streams(well) {
    this.nudged = well;
    const slower = find("#slower");
    if (slower) slower.hidden = well;
  }

  /** One look at a time; a nudge meanwhile makes another follow. */
  async look() {
    if (this.looking) return (this.again = true);
    clearTimeout(this.next);
    const early = (this.looked || 0) + LEAST - Date.now();
    if (early > 0) return void (this.next = setTimeout(() => this.look(), early));
    this.looking = true;
    this.looked = Date.now();
    try {
      await this.ask();
      if (this.stream?.readyState === 1) this.streams(true); // EventSource.OPEN
    } catch {
      this.streams(false); // no line: the beat goes on, and what was missed is asked for then
    }
    this.looking = false;
    if (this.again) return (this.again = false), this.look();
    this.next = setTimeout(() => this.look(), this.late ? QUEUE_EVERY : this.nudged ? BEAT : SLOW_BEAT);
  }

  async ask() {
    const typing = this.composer?.typing() ? "1" : "0";
    this.late = false;
    const response = await this.post("/desk/live", { after: this.cursor, ref: this.ref, typing });
    if (response.status === 410) return location.reload();
    if (response.redirected || response.status === 403 || response.status === 404) return this.signedOut();
    if (!response.ok) throw new Error(response.status);
    const told = await response.json(), more = told.urgent > this.urgent;
    this.announce(told);
    this.viewers(told.viewers);
    if (document.hidden) return; // what nobody looks at is not shown, so a reply cannot seem to have seen it
    const news = this.ref ? told.refs.includes(this.ref) : told.refs.length > 0;
    // The queue changes all the time, and is long: unless it is urgent it is fetched a little later, by the same old cursor.
    this.late = news && !this.ref && !more && Date.now() - (this.renewed || 0) < QUEUE_EVERY;
    if (this.late) return;
    if (news) {
      this.renewed = Date.now();
      await this.renew();
    }
    this.cursor = told.cursor;
  }

  post(address, fields) {
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.token });
    return fetch(address, { method: "POST", body, credentials: "same-origin", headers: { "X-Fragment": "1" } });
  }

  /** The session has ended. The draft is kept; nothing more is shown of anybody. */
  signedOut() {
    this.composer?.keep();
    location.assign(`/desk/login/?next=${encodeURIComponent(location.pathname)}`);
  }

  announce({ urgent, waiting }) {
    document.title = urgent ? `(${urgent}) ${this.title}` : this.title;
    if (urgent > this.urgent) this.bell.ring();
    this.urgent = urgent;
    for (const each of all("[data-count=waiting]")) each.textContent = waiting;
  }

  viewers(found) {
    const line = find("#viewers");
    if (!line || !found) return;
    const said = found.map(({ name, typing }) => (typing ? this.words.typing : this.words.viewing).replace("{name}", name)).join(" ");
    if (line.textContent !== said) line.textContent = said;
  }

  /** The page again, and from it each living part that nobody is busy with. Focus is never moved. */
  async renew() {
    const response = await fetch(location.pathname, { credentials: "same-origin", headers: { "X-Live": "1" } });
    if (response.redirected || !response.ok) return this.signedOut();
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const before = this.newest();
    for (const part of all("[data-live][id]", fresh)) {
      const here = document.getElementById(part.id);
      if (!here || same(here) === same(part)) continue;
      if (here.contains(document.activeElement) || find("details[open]", here)) this.merge(here, part);
      else here.replaceWith(document.importNode(part, true));
    }
    this.composer?.showsUpTo(find("#composer", fresh));
    if (this.ref && this.newest() > before && this.status) this.status.textContent = this.words.arrived;
    if (this.ref && !find("#composer", fresh) !== !find("#composer")) {
      await this.composer?.keep(); // it is ours no longer, or ours now
      location.reload();
    }
  }

  /** Somebody is in this part: rows come and go around them, and what they are at is not touched. */
  merge(here, part) {
    const rows = (within) => [...((within.matches("ol") ? within : find("ol, ul", within))?.children || [])];
    const key = (row) => row.id || row.dataset.ref;
    const old = new Map(rows(here).filter(key).map((row) => [key(row), row]));
    let last = null;
    for (const row of rows(part).filter(key)) {
      const known = old.get(key(row)), next = known || document.importNode(row, true);
      if (!known && last) last.after(next);
      else if (!known) rows(here)[0]?.before(next);
      old.delete(key(row));
      last = next;
    }
    for (const gone of old.values()) if (!gone.contains(document.activeElement)) gone.remove();
  }

  newest() {
    return Math.max(0, ...all("#log [data-seq]").map((each) => Number(each.dataset.seq)));
  }
}

/** The box for the reply: what stands in it is kept on the server, and colleagues see that somebody types. */
class Composer {
  constructor(desk, form) {
    Object.assign(this, { desk, form, box: form.elements.text, typed: 0 });
    this.saved = this.box.value;
    this.hint = find("#kept");
    this.texts = find("#texts", form);
    this.box.addEventListener("input", () => this.input());
    form.addEventListener("submit", () => (this.sent = true)); // the words are on their way: no draft of them any more
    addEventListener("pagehide", () => this.keep());
  }

  input() {
    const first = Date.now() - this.typed > TYPING_EVERY;
    this.typed = Date.now();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.keep(), DRAFT_AFTER);
    if (this.texts) {
      clearTimeout(this.counting);
      this.counting = setTimeout(() => this.count(), COUNT_AFTER);
    }
    if (first) this.desk.look();
  }

  /** What this comes to on the carer's phone. The server counts as it will send; what is the same is not said again. */
  async count() {
    const text = this.box.value;
    let told;
    try {
      const response = await this.desk.post(this.texts.dataset.count, { text });
      if (!response.ok || response.redirected) return;
      told = (await response.json()).lines;
    } catch {
      return; // no line: sending still works, and says what it refuses
    }
    if (text !== this.box.value) return; // written on meanwhile: counted again in a moment
    const lines = told.map(({ level, text }) => Object.assign(document.createElement("li"), { className: level, textContent: text }));
    const same = lines.map(({ outerHTML }) => outerHTML).join("") === this.texts.innerHTML;
    if (!same) this.texts.replaceChildren(...lines);
  }

  typing() {
    return Date.now() - this.typed < 2 * TYPING_EVERY;
  }

  keep() {
    if (this.sent || this.box.value === this.saved) return null;
    this.saved = this.box.value;
    const body = new URLSearchParams({ text: this.saved, seen: this.form.elements.seen.value, csrfmiddlewaretoken: this.desk.token });
    return fetch(`/desk/c/${this.desk.ref}/draft`, { method: "POST", body, credentials: "same-origin", keepalive: true })
      .then(({ ok }) => ok && this.hint && (this.hint.textContent = this.desk.words.kept))
      .catch(() => (this.saved = null));
  }

  /** The page now shows what arrived, so a reply answers that too. */
  showsUpTo(fresh) {
    if (fresh) this.form.elements.seen.value = fresh.elements.seen.value;
  }
}

/** A short sound when another urgent one waits. Off until it is asked for; the choice stays on this device. */
class Bell {
  constructor(box) {
    this.box = box;
    if (!box) return;
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.checked = this.stored() === "on";
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(SOUND, box.checked ? "on" : "off");
      } catch {
        // a browser that keeps nothing: the choice lasts as long as the page
      }
      if (box.checked) this.ring();
    });
  }

  stored() {
    try {
      return localStorage.getItem(SOUND);
    } catch {
      return null;
    }
  }

  ring() {
    if (!this.box?.checked || !window.AudioContext) return;
    const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain();
    volume.gain.setValueAtTime(0.15, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
    tone.frequency.value = 660;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.6);
  }
}

const main = find("main[data-cursor]");
if (main) new Desk(main);
