// The day of reception without a network: says so, keeps check-ins until they can be sent, and takes back what is refused.
(function () {
  "use strict";

  const desk = document.getElementById("desk");
  if (!desk || !("serviceWorker" in navigator) || !window.deskQueue || !window.caches || !window.indexedDB) {
    return;
  }
  const told = desk.dataset;
  const says = JSON.parse(told.says);
  const takenBack = document.getElementById("desk-taken-back");
  const AGAIN = 5000; // milliseconds between two tries
  const PATIENCE = 20000; // milliseconds after which an answer counts as lost
  const AT_ONCE = 100; // check-ins in one message
  const A_DAY = 24 * 60 * 60 * 1000;
  const WIB = 7 * 60 * 60 * 1000;
  const SENT = "desk-sent";
  const REFRESHED = "desk-refreshed";
  const SIGNED_OUT = [400, 401, 403]; // no token, no sign-in, or somebody else's
  let cut = told.source === "kept" || !navigator.onLine;
  let stale = false;
  let sending = false;
  let wanted = false;
  let touched = false;
  let toldUntil = 0; // until when what a press lacked is in sight
  let shownBack = ""; // which check-ins that were refused are in sight
  let leaving = false; // the list is being loaded anew, and says then what is to be said

  const ahead = told.ahead ? Number(told.ahead) : Date.parse(told.deskNow) - Date.now();

  if (told.source === "kept") {
    // What was said when the page was kept is said no more.
    document.querySelectorAll("main > .flash").forEach((flash) => flash.remove());
  }
  document.addEventListener("submit", press, true); // before a form counts as being on its way
  document.querySelector("main").addEventListener("input", () => {
    touched = true;
  });
  window.addEventListener("offline", () => {
    cut = true;
    show();
  });
  window.addEventListener("online", send);
  window.setInterval(() => (cut || stale ? send() : sendWaiting()), AGAIN);
  document.addEventListener("visibilitychange", endDay);
  if (told.deskDay) {
    window.setTimeout(endDay, A_DAY - ((Date.now() + ahead + WIB) % A_DAY) + 200);
  }
  register();
  show().then(sendWaiting);

  async function register() {
    const known = navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(told.worker, { scope: told.page }).catch(() => undefined);
    const registration = await navigator.serviceWorker.ready;
    if (!known && told.deskDay && told.source === "network") {
      registration.active.postMessage({ keep: `${told.page}?date=${told.deskDay}` });
    }
  }

  // A press: the moment and a mark travel with a check-in, so that it can wait and is counted once.
  function press(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main")) {
      return;
    }
    const pressed = enteredAt(form);
    const lacks = !pressed
      ? form.dataset.queued === "check-in" && told.deskDay ? says.hour : "scan" in form.dataset ? says.find : says.only
      : form.querySelector("[name=guests]:checked:not(:disabled)") ? "" : says.nobody;
    if (cut && lacks) {
      event.preventDefault();
      tell(lacks);
      toldUntil = Date.now() + 2 * AGAIN;
    } else if (pressed) {
      carry(form, "queued_at", pressed.toISOString());
      carry(form, "queued_mark", crypto.randomUUID());
    }
  }

  // When the guests of a check-in entered, by the tablet's clock: now, or at the hour that was typed from paper. None where
  // the form is no check-in of today, or the hour cannot be read.
  function enteredAt(form) {
    if (form.dataset.queued !== "check-in" || !told.deskDay) {
      return null;
    }
    const typed = form.querySelector("[name=happened_at]");
    const hour = typed ? typed.value.trim() : "";
    if (!hour) {
      return new Date();
    }
    const read = /^([01]?[0-9]|2[0-3])[.:]([0-5][0-9])$/.exec(hour);
    return read && new Date(Date.parse(`${told.deskDay}T${read[1].padStart(2, "0")}:${read[2]}:00+07:00`) - ahead);
  }

  function carry(form, name, value) {
    let field = form.querySelector(`[name=${name}]`);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value;
  }

  async function sendWaiting() {
    if ((await window.deskQueue.waiting()).length) {
      await send();
    }
  }

  // Tries the network: sends what waits, or asks whether somebody answers. One tab at a time.
  async function send() {
    wanted = true;
    if (sending || leaving || !desk.isConnected) {
      return;
    }
    sending = true;
    try {
      while (wanted && !leaving) {
        wanted = false;
        await (navigator.locks ? navigator.locks.request("temu-desk", trySending) : trySending());
      }
    } finally {
      sending = false;
    }
  }

  async function trySending() {
    const waiting = (await window.deskQueue.waiting()).slice(0, AT_ONCE);
    const answer = await (waiting.length ? post(waiting) : alive()).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) {
      cut = cut || !answer;
      return show();
    }
    const wasCut = cut;
    cut = false;
    stale = waiting.length > 0 && (answer.type === "opaqueredirect" || SIGNED_OUT.includes(answer.status));
    const sent = waiting.length && !stale && answer.ok ? await settle(waiting, await answer.json()) : 0;
    await show();
    if (sent || (wasCut && !stale)) {
      refresh(sent);
    }
    return undefined;
  }

  function post(waiting) {
    return fetch(told.queue, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      headers: { "Content-Type": "application/json", "X-CSRFToken": told.token },
      body: JSON.stringify({
        sent_at: new Date().toISOString(),
        check_ins: waiting.map(({ id, reference, seen, happened_at, guests }) => ({ id, reference, seen, happened_at, guests })),
      }),
    });
  }

  function alive() {
    return fetch(told.alive, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  }

  // What was done is let go, what was refused is kept until somebody has read it.
  async function settle(waiting, said) {
    const outcomes = new Map(said.answers.map((each) => [each.id, each]));
    let sent = 0;
    for (const row of waiting) {
      const { outcome, reasons } = outcomes.get(row.id) || {};
      if (outcome === "done") {
        sent += 1;
        await window.deskQueue.remove(row.number);
      } else if (outcome === "refused") {
        await window.deskQueue.put({ ...row, refused: reasons });
      }
    }
    return sent;
  }

  // The list is loaded anew where nothing is typed yet; else it says that there is a newer one.
  function refresh(sent) {
    const words = sent ? says.sent.replace("{n}", sent) : says.back;
    const last = Number(sessionStorage.getItem(REFRESHED) || 0);
    if (touched || !("reload" in told) || (!sent && performance.timeOrigin - last < AGAIN)) {
      tell(`${words} ${says.fresh}`, "desk-back", true);
      return;
    }
    leaving = true;
    sessionStorage.setItem(SENT, words);
    sessionStorage.setItem(REFRESHED, String(performance.timeOrigin + performance.now()));
    window.location.reload();
  }

  async function show() {
    const rows = await window.deskQueue.all();
    if (leaving) {
      return;
    }
    const waiting = rows.filter((row) => !row.refused);
    mark(waiting);
    takeBack(rows.filter((row) => row.refused));
    const words = sessionStorage.getItem(SENT);
    const kept = told.source === "kept" ? ` ${says.kept.replace("{hour}", told.hour)}` : "";
    if (cut && Date.now() < toldUntil) {
      return;
    }
    if (cut) {
      tell((waiting.length ? says.offline.replace("{n}", waiting.length) : says.cut) + kept);
    } else if (stale) {
      tell(says.stale.replace("{n}", waiting.length), "desk-says", true);
    } else if (waiting.length) {
      tell(says.waits.replace("{n}", waiting.length));
    } else if (words) {
      sessionStorage.removeItem(SENT);
      tell(words, "desk-back");
    } else if (!desk.querySelector(".tone-ok")) {
      desk.replaceChildren();
    }
  }

  function tell(words, box = "desk-says", link = false) {
    const shown = document.getElementById(box).content.cloneNode(true);
    const line = shown.querySelector("p");
    line.textContent = `${words} `;
    if (link) {
      line.append(document.getElementById("desk-link").content.cloneNode(true));
    }
    if (desk.textContent.trim() !== line.textContent.trim()) {
      desk.replaceChildren(shown);
    }
  }

  // The guests who wait to be counted, ticked and at rest. Their names stand on the page alone.
  function mark(waiting) {
    document.querySelectorAll("[data-queued-mark]").forEach((each) => each.remove());
    document.querySelectorAll("[data-waits]").forEach((box) => {
      box.disabled = box.checked = false;
      delete box.dataset.waits;
    });
    waiting.flatMap((row) => row.guests).forEach(({ id }) => {
      const box = boxOf(id);
      if (!box || box.dataset.waits) {
        return;
      }
      box.checked = box.disabled = true;
      box.dataset.waits = "yes";
      const said = document.createElement("span");
      said.className = "told tone-wait";
      said.dataset.queuedMark = "yes";
      said.textContent = ` ${says.queued}`;
      (box.labels[0] || box.parentNode).append(said);
    });
  }

  function boxOf(id) {
    return document.querySelector(`form[data-queued] [name=guests][value="${Number(id)}"]`);
  }

  function takeBack(rows) {
    if (!rows.length) {
      takenBack.replaceChildren();
      return;
    }
    const box = document.getElementById("desk-refused").content.cloneNode(true);
    box.querySelector("ul").append(...rows.map(refusal));
    takenBack.replaceChildren(box);
    const which = rows.map((row) => row.number).join();
    if (which !== shownBack) {
      shownBack = which;
      takenBack.scrollIntoView();
    }
  }

  function refusal(row) {
    const item = document.getElementById("desk-refusal").content.cloneNode(true);
    item.querySelector("[data-who]").textContent = `${who(row)} · ${row.reference}`;
    item.querySelector("[data-reasons]").append(...row.refused.map(reason));
    item.querySelector("button").addEventListener("click", async () => {
      await window.deskQueue.remove(row.number);
      await show();
    });
    return item;
  }

  function reason({ says: sentence, clause, href }) {
    const line = document.getElementById("desk-reason").content.cloneNode(true);
    const [words, number] = line.querySelectorAll("span");
    words.textContent = sentence;
    number.textContent = clause;
    if (clause) {
      line.querySelector("a").setAttribute("href", href);
    } else {
      line.querySelector("a").remove();
    }
    return line;
  }

  // Names as the page shows them; where it shows them no more, how many they are.
  function who(row) {
    const names = row.guests.map(({ id }) => nameOf(boxOf(id)));
    return names.every(Boolean) ? names.join(", ") : says.guests.replace("{n}", row.guests.length);
  }

  function nameOf(box) {
    const label = box && box.labels[0];
    return label ? label.innerText.trim().split("\n")[0] : "";
  }

  // With the day ends what the tablet keeps of it, and what it shows.
  async function endDay() {
    const today = new Date(Date.now() + ahead + WIB).toISOString().slice(0, 10);
    if (!told.deskDay || today === told.deskDay || !desk.isConnected) {
      return;
    }
    await window.deskQueue.forget();
    window.location.replace(told.page);
  }
})();
