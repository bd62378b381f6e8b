/*
 * While an entry is written: what is wrong with it so far, asked from the server a moment after the last key.
 * Without this file "Save and look at it" says the same. Nothing is kept by looking.
 */

const PAUSE = 900; // milliseconds after the last key

const form = document.querySelector("form[data-look]");
const shown = document.querySelector("#looked");

if (form && shown) {
  let waiting = 0, asked = 0;
  const look = async () => {
    const mine = (asked += 1);
    try {
      const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form), headers: { "X-Live": "1" } });
      if (!answer.ok || mine !== asked) return; // signed out, or a newer one is on its way: the button still works
      shown.innerHTML = await answer.text();
      document.activeElement?.closest(".field")?.after(shown); // beside what is being written, not at the far top
    } catch {
      // no network: nothing is lost, the form stands as it is
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
}
