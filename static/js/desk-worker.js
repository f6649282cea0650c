// Keeps the day of reception usable without a network. Served at an address of its own, with SETTINGS before it.
/* global SETTINGS, deskQueue */
importScripts(SETTINGS.queue);

const FILES = "temu-desk-files";
const PATIENCE = 8000; // milliseconds after which a network that does not answer counts as none
const FROM_BROWSER = "only-if-cached"; // how browsers ask for an answer that they were given before
const NO_SERVER = [502, 503, 504]; // what stands before the office's server says that it does not answer
const WIB = 7 * 60 * 60 * 1000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(prepare());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), keptToday()]));
});
self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) {
    event.waitUntil(fetch(event.data.keep, { redirect: "manual" }).then(keep, () => undefined));
  }
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(request.method === "POST" ? sent(event) : shown(event, url));
  } else if (request.method === "GET" && url.searchParams.has("v")) {
    event.respondWith(file(request));
  }
});

// A page: from the network; today's from what is kept where there is none.
async function shown(event, url) {
  const today = url.pathname === SETTINGS.day;
  const kept = await keptToday();
  const network = fetch(event.request.cache === FROM_BROWSER ? anew(event.request) : event.request);
  const answer = await (today && kept ? soon(network) : network).catch(() => null);
  if (answer && !NO_SERVER.includes(answer.status)) {
    if (today) {
      event.waitUntil(keep(answer.clone()));
    }
    return answer;
  }
  const asked = url.searchParams.get("date");
  if (today && kept && (!asked || asked === kept.headers.get("X-Desk-Day"))) {
    return kept;
  }
  return answer || without();
}

// Whether somebody steps back to the answer to a form, and pressed nothing.
function comesBack(request) {
  return request.isHistoryNavigation || request.cache === FROM_BROWSER;
}

// The same page, asked of the office: what the browser itself kept is none.
function anew({ url, headers }) {
  return new Request(url, { headers, redirect: "manual", cache: "no-cache" });
}

// A form: over the network. Check-ins wait where there is none; nothing else does.
async function sent(event) {
  if (comesBack(event.request)) {
    return Response.redirect(event.request.url, 303); // what holds now is shown in the place of that answer
  }
  const copy = event.request.clone();
  const answer = await soon(fetch(event.request)).catch(() => null);
  if (answer && !NO_SERVER.includes(answer.status)) {
    return answer;
  }
  const form = await copy.formData().catch(() => null);
  if (!form || !form.has("queued_at") || !form.has("guests")) {
    return answer || Response.redirect(SETTINGS.without, 303);
  }
  const reference = form.get("reference");
  const mark = form.get("queued_mark");
  await deskQueue.add({
    id: mark,
    reference,
    seen: Number(form.get("seen")), // the party as this page shows it: one that changed meanwhile is not admitted in its name
    happened_at: form.get("queued_at"),
    guests: form.getAll("guests").map((id) => ({ id: Number(id), nonce: `${mark}-${id}` })),
  });
  return Response.redirect(`${SETTINGS.day}#sesi-${encodeURIComponent(reference)}`, 303);
}

// Today's page as the office showed it last. A page of another day, or for somebody who is not signed in, is never kept.
async function keep(answer) {
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
    return deskQueue.forget();
  }
  if (!answer.ok) {
    return undefined;
  }
  const html = await answer.text();
  const day = /data-desk-day="([^"]+)"/.exec(html);
  const now = /data-desk-now="([^"]+)"/.exec(html);
  if (!day || !now) {
    return undefined;
  }
  const ahead = Date.parse(now[1]) - Date.now(); // by how much the office's clock is ahead of the tablet's
  const headers = new Headers(answer.headers);
  ["Content-Encoding", "Content-Length"].forEach((name) => headers.delete(name));
  headers.set("X-Desk-Day", day[1]);
  headers.set("X-Desk-Ahead", String(ahead));
  await keepFiles(html);
  const page = html.replace('data-source="network"', `data-source="kept" data-ahead="${ahead}"`);
  const cache = await caches.open(deskQueue.KEPT);
  return cache.put(SETTINGS.day, new Response(page, { headers }));
}

// The page that is kept, if its day is still today; else it is let go.
async function keptToday() {
  const kept = await caches.match(SETTINGS.day, { cacheName: deskQueue.KEPT });
  if (!kept) {
    return null;
  }
  const now = new Date(Date.now() + Number(kept.headers.get("X-Desk-Ahead")) + WIB);
  if (now.toISOString().slice(0, 10) === kept.headers.get("X-Desk-Day")) {
    return kept;
  }
  await deskQueue.forget();
  return null;
}

// The files a page is made of, each under the version its address names. Those of earlier versions are let go.
async function keepFiles(html) {
  const cache = await caches.open(FILES);
  const bare = await cache.match(SETTINGS.without);
  const wanted = [...filesOf(html), ...filesOf(bare ? await bare.text() : "")];
  const there = await cache.keys();
  const addresses = there.map((each) => each.url);
  await Promise.all(
    wanted.filter((file) => !addresses.includes(file)).map((file) => cache.add(file).catch(() => undefined)),
  );
  const old = there.filter((each) => new URL(each.url).searchParams.has("v") && !wanted.includes(each.url));
  await Promise.all(old.map((each) => cache.delete(each)));
}

function filesOf(html) {
  const found = [...html.matchAll(/(?:src|href)="([^"#]*[?&](?:amp;)?v=[^"#]+)/g)];
  const addresses = found.map((each) => new URL(each[1].replaceAll("&amp;", "&"), self.location.href).href);
  return [...new Set(addresses)].filter((each) => each.startsWith(self.location.origin));
}

async function file(request) {
  const kept = await (await caches.open(FILES)).match(request);
  return kept || fetch(request);
}

// What is shown in the place of a page that is not kept. It is asked for by nobody, so that it names nobody.
async function prepare() {
  const answer = await fetch(SETTINGS.without, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) {
    throw new Error("the page for a lost network did not come");
  }
  const html = await answer.clone().text();
  const cache = await caches.open(FILES);
  const earlier = (await cache.keys()).filter((each) => !new URL(each.url).searchParams.has("v"));
  await Promise.all(earlier.map((each) => cache.delete(each)));
  await cache.put(SETTINGS.without, answer);
  await Promise.all(filesOf(html).map((each) => cache.add(each)));
}

async function without() {
  const page = await (await caches.open(FILES)).match(SETTINGS.without);
  return page || Response.error();
}

function soon(network) {
  const late = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
  });
  return Promise.race([network, late]);
}
