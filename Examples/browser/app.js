/**
 * The page: one session that is opened again with back-off when it is lost, and forms over it.
 * Data that came over the wire only ever reaches the document as text.
 */
import { connect, WampError } from "./wamp.js";
import { element, formatPayload, log, parseField, show } from "./view.js";

const CHAT = "com.example.chat";
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** Reasons which another attempt will not change. */
const FINAL = new Set([
  "wamp.error.no_such_realm", "wamp.error.no_such_role", "wamp.error.not_authorized",
  "wamp.error.authentication_failed", "wamp.error.no_matching_auth_method",
  "wamp.error.protocol_violation", "wamp.close.killed",
]);

const $ = (id) => document.getElementById(id);
const forms = ["call", "publish", "subscribe", "chat"].map($);
const subscriptions = new Map(); // "match topic" → { topic, match, last, count, unsubscribe }

let session = null;
let wanted = false; // whether a person wants a connection
let attempt = 0; // counts connection loops, so that an old one ends when a new one starts
let wake = () => {}; // ends the present wait between two attempts
let served = 0;

// Connection

function setStatus(state, text) {
  $("status").dataset.state = state;
  $("status").textContent = text;
  $("connect").textContent = wanted ? "Disconnect" : "Connect";
  $("url").disabled = $("realm").disabled = wanted;
  for (const form of forms) form.querySelector("button").disabled = state !== "online";
}

async function keepConnected(url, realm) {
  const own = ++attempt;
  wanted = true;
  for (let delay = FIRST_DELAY; own === attempt;) {
    setStatus("waiting", "Connecting …");
    const { reason, message, joined } = await stay(url, realm, own);
    if (own !== attempt) return;
    if (joined) delay = FIRST_DELAY;
    log("error", message ? `${reason}: ${message}` : reason);
    if (FINAL.has(reason)) {
      wanted = false;
      return setStatus("offline", `Refused: ${reason}`);
    }
    // Jitter: the pages of a router that restarts must not come back in one moment.
    const wait = Math.round(delay * (0.5 + Math.random() / 2));
    setStatus("waiting", `Connection lost – next attempt in ${(wait / 1000).toFixed(1)} s`);
    await new Promise((resolve) => { wake = resolve; setTimeout(resolve, wait); });
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }
}

/** Joins, stays until the session ends, and says why it ended. */
async function stay(url, realm, own) {
  let opened;
  try {
    opened = await connect(url, realm);
  } catch (error) {
    return { reason: error.uri ?? error.name, message: error.args?.[0] ?? error.message, joined: false };
  }
  if (own !== attempt) await opened.leave();
  else await start(opened);
  return { ...(await opened.closed), joined: true };
}

/** What this page offers and listens to, again after each connection. */
async function start(opened) {
  session = opened;
  const { pattern_based_subscription: patterns = false } = opened.details.roles?.broker?.features ?? {};
  for (const option of $("subscribe").querySelectorAll("option + option")) option.disabled = !patterns;
  setStatus("online", `Connected to ${opened.realm} as session ${opened.id}`);
  log("session", `joined ${opened.realm} as ${opened.id}, role ${opened.details.authrole ?? "?"}`);
  const offers = [
    opened.register("com.example.browser.add", add),
    opened.subscribe(CHAT, onChat),
    ...[...subscriptions.values()].map((entry) => subscribe(opened, entry)),
  ];
  for (const offer of await Promise.allSettled(offers)) {
    if (offer.status === "rejected") log("error", describe(offer.reason));
  }
}

async function disconnect() {
  wanted = false;
  attempt += 1;
  wake();
  setStatus("offline", "Not connected");
  const last = session;
  session = null;
  const end = await last?.leave();
  if (end) log("session", `left: ${end.reason}`);
}

function add(args, kwargs, { details }) {
  if (args.length !== 2 || !args.every((arg) => typeof arg === "number")) {
    throw new WampError("wamp.error.invalid_argument", ["two numbers, please"], { args });
  }
  const sum = args[0] + args[1];
  served += 1;
  const by = details.caller ? ` for session ${details.caller}` : "";
  const times = served === 1 ? "once" : `${served} times`;
  $("served").textContent = `Called ${times}, last: ${args[0]} + ${args[1]} = ${sum}.`;
  log("served", `com.example.browser.add ${formatPayload(args)} → ${sum}${by}`, "served");
  return sum;
}

const plain = (value) => typeof value === "string" ? value : JSON.stringify(value) ?? "";

function onChat([text], { from = "somebody" }) {
  const own = from === $("chat").elements.from.value;
  const messages = $("messages");
  messages.append(element("li", { className: own ? "own" : "" },
    element("b", {}, plain(from)), element("span", {}, plain(text))));
  while (messages.childElementCount > 200) messages.firstChild.remove();
  messages.scrollTop = messages.scrollHeight;
}

// Forms

const describe = (error) => error instanceof WampError
  ? `${error.uri} ${formatPayload(error.args, error.kwargs)}`.trim()
  : `${error.name}: ${error.message}`;

/** Runs `action` when the form is sent, and shows what it returns or throws below the form. */
function onSubmit(form, action) {
  const answer = $(`${form.id}-result`);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const text = await action(form.elements, answer);
      show(answer, "result", text);
    } catch (error) {
      show(answer, "error", describe(error));
      log("error", `${form.id}: ${describe(error)}`);
    }
  });
}

onSubmit($("call"), async ({ uri, args, kwargs }, answer) => {
  const values = [parseField(args, "list"), parseField(kwargs, "dictionary")];
  const cancellation = new AbortController();
  const onProgress = (result) => {
    show(answer, "waiting", formatPayload(result.args, result.kwargs));
    log("progress", `${uri.value} ${formatPayload(result.args, result.kwargs)}`);
  };
  $("cancel").onclick = () => cancellation.abort();
  $("cancel").hidden = false;
  show(answer, "waiting", "…");
  try {
    const result = await session.call(uri.value, ...values, { onProgress, signal: cancellation.signal });
    const text = formatPayload(result.args, result.kwargs) || "(nothing)";
    log("result", `${uri.value} → ${text}`);
    return text;
  } finally {
    $("cancel").hidden = true;
  }
});

onSubmit($("publish"), async ({ uri, args, kwargs, acknowledge, include }) => {
  const values = [parseField(args, "list"), parseField(kwargs, "dictionary")];
  const options = {};
  if (acknowledge.checked) options.acknowledge = true;
  if (include.checked) options.exclude_me = false;
  const publication = await session.publish(uri.value, ...values, options);
  const text = publication === null ? "sent" : `publication ${publication}`;
  log("published", `${uri.value} ${text}`);
  return text;
});

onSubmit($("chat"), async ({ from, text }) => {
  await session.publish(CHAT, [text.value], { from: from.value }, { acknowledge: true, exclude_me: false });
  text.value = "";
  return "";
});

onSubmit($("subscribe"), async ({ uri, match }) => {
  const key = `${match.value} ${uri.value}`;
  if (!subscriptions.has(key)) {
    const last = element("span", { className: "payload" }, "no event yet");
    const entry = { topic: uri.value, match: match.value, last, count: 0 };
    await subscribe(session, entry);
    subscriptions.set(key, entry);
    listSubscription(key, entry);
  }
  return "";
});

async function subscribe(opened, entry) {
  entry.unsubscribe = await opened.subscribe(entry.topic, (args, kwargs, details) => {
    const topic = details.topic ?? entry.topic;
    entry.count += 1;
    entry.last.textContent = `${entry.count} × ${formatPayload(args, kwargs)}`;
    log("event", `${topic} ${formatPayload(args, kwargs)}`, `${entry.match} ${topic}`);
  }, entry.match === "exact" ? {} : { match: entry.match });
}

function listSubscription(key, entry) {
  const remove = element("button", { type: "button", className: "quiet" }, "Unsubscribe");
  const name = entry.match === "exact" ? entry.topic : `${entry.topic} (${entry.match})`;
  const item = element("li", {}, element("code", {}, name), remove, entry.last);
  remove.setAttribute("aria-label", `Unsubscribe ${name}`);
  remove.addEventListener("click", () => {
    subscriptions.delete(key);
    item.remove();
    entry.unsubscribe().catch((error) => log("error", describe(error)));
  });
  $("subscriptions").append(item);
}

$("connection").addEventListener("submit", (event) => {
  event.preventDefault();
  if (wanted) disconnect();
  else keepConnected($("url").value, $("realm").value);
});
$("clear").addEventListener("click", () => $("log").replaceChildren());
window.addEventListener("online", () => wake());

$("url").value = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`;
$("chat").elements.from.value = `guest-${Math.floor(Math.random() * 1000)}`;
keepConnected($("url").value, $("realm").value);
