// Two handsets that look at the simulator every 0.7 seconds. Words are put in as text only, never as markup.
"use strict";

const EVERY = 700;
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}][\u{FE0F}\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;
const KINDS = { photo: "a photo", voice: "a voice note", video: "a video", document: "a document", location: "where I am", contact: "a contact card", sticker: "a sticker" };
const NAMES = { received: "sent", queued: "queued", created: "queued", sending: "sending", sent: "sent", delivered: "delivered", read: "read" };
const phones = [...document.querySelectorAll(".phone")];
let version = "";
let timer = null;

function make(tag, words, name) {
  const made = document.createElement(tag);
  if (words !== undefined) made.textContent = words;
  if (name) made.className = name;
  return made;
}

const numberOf = (phone) => phone.querySelector(".person").value.trim();
const spaced = (number) => number.replace(/^\+44/, "0").replace(/^(\d{5})(\d{6})$/, "$1 $2");
const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

async function ask(path, body) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error((await answer.json()).error || answer.statusText);
  return answer.json();
}

async function write(phone, said) {
  const path = `/handsets/${encodeURIComponent(numberOf(phone))}/messages`;
  await ask(path, { channel: phone.dataset.channel, ...said });
  await look(true);
}

// One message, made once and then only brought up to date, so that focus and reading place stay.
function bubble(phone, message) {
  const item = make("div", undefined, `${message.direction}${message.by_provider ? " by_provider" : ""}`);
  item.dataset.id = message.id;
  const who = message.direction === "from_person" ? "You: " : message.by_provider ? "Twilio: " : "Hub: ";
  item.append(make("span", who, "hidden"));
  const words = make("div", undefined, "words");
  if (KINDS[message.kind]) words.append(make("em", `[${KINDS[message.kind]}]`));
  else words.textContent = phone.classList.contains("oldness") ? message.body.replace(EMOJI, "▯") : message.body;
  item.append(words, make("p", "", "foot"));
  if (message.buttons.length) item.append(menu(phone, message));
  return item;
}

function menu(phone, message) {
  const list = make("ul", undefined, "buttons");
  const rows = message.buttons.map((button) => {
    const row = make("li"), tap = make("button", button.title);
    tap.type = "button";
    tap.addEventListener("click", () => write(phone, { tap: { message: message.id, id: button.id } }).catch(say));
    row.append(tap);
    return row;
  });
  if (!message.list_button) {
    list.append(...rows);
    return list;
  }
  const opener = make("button", `☰ ${message.list_button}`), row = make("li");
  opener.type = "button";
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    const open = opener.getAttribute("aria-expanded") === "false";
    opener.setAttribute("aria-expanded", String(open));
    rows.forEach((each) => { each.hidden = !open; });
    if (open) rows[rows.length - 1].scrollIntoView({ block: "nearest" });
  });
  rows.forEach((each) => { each.hidden = true; });
  row.append(opener);
  list.append(row, ...rows);
  return list;
}

function footOf(message) {
  const parts = [clock(message.at)];
  if (message.direction === "from_person") parts.push(message.heard || "on its way");
  else if (message.by_provider) parts.push("Twilio’s own words, not the hub’s");
  else {
    if (message.channel === "sms") parts.push(message.segments === 1 ? "1 segment" : `${message.segments} segments`);
    if (message.kind === "template") parts.push("template");
    parts.push(NAMES[message.status] || message.status);
  }
  return parts.join(" · ");
}

function show(phone, state) {
  const list = phone.querySelector(".talk");
  const key = state.person + (phone.classList.contains("oldness") ? "/old" : "");
  if (list.dataset.key !== key) list.replaceChildren();
  list.dataset.key = key;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const kept = new Map([...list.children].map((item) => [item.dataset.id, item]));
  let added = false;
  state.messages.forEach((message, place) => {
    let item = kept.get(message.id);
    if (!item) {
      item = bubble(phone, message);
      added = true;
    }
    kept.delete(message.id);
    const foot = item.querySelector(".foot"), said = footOf(message);
    if (foot.textContent !== said) foot.textContent = said;
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] || null);
  });
  kept.forEach((item) => item.remove());
  if (added && atEnd) list.scrollTop = list.scrollHeight;
  const lost = state.underway.filter((each) => each.error || /fail|undelivered/.test(each.status));
  const coming = state.underway.length - lost.length;
  put(phone, ".underway", [coming ? `On its way: ${coming}.` : "", lost.length ? `Never arrived: ${lost.length} (${lost[lost.length - 1].error || lost[lost.length - 1].status}).` : ""].filter(Boolean).join(" "));
  const stopped = state.stopped ? " Blocked: this person has said STOP." : "";
  if (state.channel === "sms") put(phone, ".bill", `The hub’s bill for this phone: ${count(state.segments, "segment")} in ${count(state.texts, "text")}.${stopped}`);
  else put(phone, ".window", (state.window_open ? "The 24 hours are open: the hub may write." : "The 24 hours are closed: only the template may come.") + stopped);
}

const count = (many, what) => `${many} ${what}${many === 1 ? "" : "s"}`;

function put(within, where, words) {
  const place = within.querySelector(where);
  if (place.textContent !== words) place.textContent = words;
}

function showRest(state) {
  const numbers = { sms: state.ours.sms, whatsapp: state.ours.whatsapp };
  phones.forEach((phone) => put(phone, ".ours", spaced(numbers[phone.dataset.channel])));
  put(document, "#sms-by", state.sms_by === "notify" ? "by GOV.UK Notify" : "by Twilio");
  put(document, "#hub", state.hub);
  document.querySelector("#hub").href = state.hub;
  document.querySelector("#chat").href = `${state.hub}/chat/`;
  document.querySelector("#desk").href = `${state.hub}/desk/`;
  for (const field of document.querySelectorAll("#switches [name]")) {
    if (field === document.activeElement) continue;
    const now = state.switches[field.name];
    if (field.type === "checkbox") field.checked = now;
    else field.value = String(now);
  }
  const next = state.switches.next_sends;
  put(document, "#next-said", next.length ? `Waiting for the next: ${next.join(", ")}.` : "");
  put(document, "#down", [state.down.calls && "No calls to the hub just now.", state.down.api && "The provider is down just now."].filter(Boolean).join(" "));
  const list = document.querySelector("#events");
  list.replaceChildren(...[...state.events].reverse().map((event) => {
    const item = make("li");
    item.append(make("time", new Date(event.at).toLocaleTimeString("en-GB")), event.what);
    return item;
  }));
}

function say(fault) {
  put(document, "#next-said", fault.message);
}

async function look(now) {
  clearTimeout(timer);
  try {
    const asked = new URLSearchParams({ version: now ? "" : version });
    phones.forEach((phone) => asked.set(phone.dataset.channel, numberOf(phone)));
    const state = await ask(`/state?${asked}`);
    document.querySelector("#away").hidden = true;
    version = state.version;
    if (state.sms) {
      phones.forEach((phone) => show(phone, state[phone.dataset.channel]));
      showRest(state);
    }
  } catch (fault) {
    document.querySelector("#away").hidden = false;
  }
  clearTimeout(timer);
  timer = setTimeout(look, EVERY);
}

const turn = (told) => ask("/control", told).then(() => look(true)).catch(say);

phones.forEach((phone) => {
  const form = phone.querySelector(".write"), words = form.querySelector("textarea"), number = phone.querySelector(".person");
  const saved = `phones.${phone.dataset.channel}`;
  number.value = sessionStorage.getItem(saved) || number.value;
  number.addEventListener("change", () => {
    sessionStorage.setItem(saved, number.value);
    look(true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = words.value;
    if (!said.trim()) return;
    words.value = "";
    phone.querySelector(".talk").scrollTop = 1e9;
    write(phone, { text: said }).catch((fault) => {
      words.value = said;
      say(fault);
    });
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  phone.querySelectorAll("[data-kind]").forEach((button) => {
    button.addEventListener("click", () => write(phone, { kind: button.dataset.kind }).catch(say));
  });
  const old = phone.querySelector(".old");
  if (old) old.addEventListener("change", () => {
    phone.classList.toggle("oldness", old.checked);
    look(true);
  });
});

document.querySelector("#day").addEventListener("click", () => turn({ a_day_passes: true }));
document.querySelector("#switches").addEventListener("change", (event) => {
  const field = event.target;
  if (!field.name) return;
  const value = field.type === "checkbox" ? field.checked : field.name === "late" ? Number(field.value) : field.value;
  turn({ [field.name]: value });
});
document.querySelector("#apply-next").addEventListener("click", () => {
  const what = document.querySelector("#next").value, code = document.querySelector("#code").value;
  const mode = { code: `fail:${code}`, refuse: `refuse:${code}` }[what] || what;
  turn({ next_sends: mode ? [mode] : [] });
});
document.querySelectorAll("[data-down]").forEach((button) => {
  button.addEventListener("click", () => turn({ [button.dataset.down]: Number(button.dataset.for) }));
});

look(true);
