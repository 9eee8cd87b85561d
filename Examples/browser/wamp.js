/**
 * A WAMP v2 client for browsers: WebSocket, JSON (subprotocol `wamp.2.json`), no dependencies.
 *
 *   const session = await connect("ws://localhost:8080/ws", "realm1");
 *   await session.register("com.example.add", ([a, b]) => a + b);
 *   const { args } = await session.call("com.example.add", [2, 3]);
 *   await session.subscribe("com.example.chat", (args, kwargs) => console.log(args, kwargs));
 *   await session.publish("com.example.chat", ["hello"], {}, { acknowledge: true });
 *   await session.leave();
 *
 * Integers beyond 2^53 lose precision here, because JavaScript's JSON.parse makes doubles of them.
 */

const HELLO = 1, WELCOME = 2, ABORT = 3, GOODBYE = 6, ERROR = 8;
const PUBLISH = 16, PUBLISHED = 17;
const SUBSCRIBE = 32, SUBSCRIBED = 33, UNSUBSCRIBE = 34, UNSUBSCRIBED = 35, EVENT = 36;
const CALL = 48, CANCEL = 49, RESULT = 50;
const REGISTER = 64, REGISTERED = 65, UNREGISTER = 66, UNREGISTERED = 67;
const INVOCATION = 68, INTERRUPT = 69, YIELD = 70;

const MAX_ID = 2 ** 53;

/** What this client can do, announced in HELLO. */
const ROLES = {
  caller: { features: { progressive_call_results: true, call_canceling: true } },
  callee: {
    features: {
      progressive_call_results: true, call_canceling: true,
      pattern_based_registration: true, registration_revocation: true,
    },
  },
  publisher: { features: { publisher_exclusion: true, subscriber_blackwhite_listing: true } },
  subscriber: { features: { pattern_based_subscription: true, subscription_revocation: true } },
};

/** The elements after the message code of everything a router may send; `?` marks optional ones. */
const SHAPES = {
  [WELCOME]: "id dict", [ABORT]: "dict uri list? dict?", [GOODBYE]: "dict uri",
  [ERROR]: "id id dict uri list? dict?",
  [PUBLISHED]: "id id", [SUBSCRIBED]: "id id", [UNSUBSCRIBED]: "id dict?",
  [EVENT]: "id id dict list? dict?", [RESULT]: "id dict list? dict?",
  [REGISTERED]: "id id", [UNREGISTERED]: "id dict?",
  [INVOCATION]: "id id dict list? dict?", [INTERRUPT]: "id dict",
};

const isType = {
  id: (value) => Number.isInteger(value) && value >= 0 && value <= MAX_ID,
  uri: (value) => typeof value === "string",
  list: Array.isArray,
  dict: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** An ERROR, ABORT or the end of the session, with the URI that names it and its payload. */
export class WampError extends Error {
  constructor(uri, args = [], kwargs = {}) {
    super(typeof args[0] === "string" ? `${uri}: ${args[0]}` : uri);
    this.name = "WampError";
    this.uri = uri;
    this.args = args;
    this.kwargs = kwargs;
  }
}

/** A result with several positional or any keyword values; procedures may return one. */
export class Result {
  constructor(args = [], kwargs = {}, details = {}) {
    this.args = args;
    this.kwargs = kwargs;
    this.details = details;
  }
}

/** Opens a transport and joins a realm. Rejects with a WampError when the router refuses. */
export async function connect(url, realm, { timeout = 10_000 } = {}) {
  const session = new Session(new WebSocket(url, "wamp.2.json"), realm);
  const timer = setTimeout(() => session.abort("wamp.close.timeout", "no WELCOME in time"), timeout);
  try {
    return await session.joined;
  } finally {
    clearTimeout(timer);
  }
}

/** One session on one WebSocket connection. `closed` resolves with `{ reason, message }`. */
export class Session {
  id = null;
  details = {};
  #socket;
  #state = "joining"; // joining → open → leaving → closed
  #request = 0;
  #pending = new Map(); // request → { code, resolve, reject, … }
  #subscriptions = new Map(); // subscription → Set of handlers
  #registrations = new Map(); // registration → procedure
  #invocations = new Map(); // request → AbortController
  #join;
  #close;

  constructor(socket, realm) {
    this.realm = realm;
    this.joined = new Promise((resolve, reject) => { this.#join = { resolve, reject }; });
    this.closed = new Promise((resolve) => { this.#close = resolve; });
    this.#socket = socket;
    socket.onopen = () => this.#send(HELLO, realm, { roles: ROLES, agent: "wamp.js" });
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) =>
      this.#finish("wamp.close.connection_lost", reason || `the connection was closed (code ${code})`);
  }

  /**
   * Calls a procedure; resolves with a Result. `onProgress(result)` asks for progressive results,
   * an AbortSignal as `signal` cancels the call; every other option goes to the router.
   */
  async call(procedure, args = [], kwargs = {}, { onProgress, signal, ...options } = {}) {
    signal?.throwIfAborted();
    if (onProgress) options.receive_progress = true;
    const answer = this.#ask(CALL, [options, procedure, ...payload(args, kwargs)], { onProgress });
    const request = this.#request;
    const cancel = () => this.#send(CANCEL, request, { mode: "killnowait" });
    signal?.addEventListener("abort", cancel);
    return answer.finally(() => signal?.removeEventListener("abort", cancel));
  }

  /**
   * Registers `procedure(args, kwargs, { details, signal, progress })`; resolves with a function
   * that unregisters it. It may return any value, a Result, or throw a WampError.
   */
  async register(uri, procedure, options = {}) {
    const id = await this.#ask(REGISTER, [options, uri], { procedure });
    return async () => this.#ask(UNREGISTER, [id], { id });
  }

  /** Publishes an event; resolves with the publication id if `options.acknowledge`, else at once. */
  async publish(topic, args = [], kwargs = {}, options = {}) {
    const answer = this.#ask(PUBLISH, [options, topic, ...payload(args, kwargs)]);
    if (options.acknowledge) return answer;
    this.#pending.delete(this.#request); // there will be no answer
    return null;
  }

  /**
   * Subscribes `handler(args, kwargs, details)`; resolves with a function that unsubscribes it.
   * Two handlers for one topic share the router's subscription.
   */
  async subscribe(topic, handler, options = {}) {
    const own = (...event) => handler(...event);
    const id = await this.#ask(SUBSCRIBE, [options, topic], { handler: own });
    return async () => {
      const handlers = this.#subscriptions.get(id);
      if (!handlers?.delete(own) || handlers.size > 0) return;
      this.#subscriptions.delete(id);
      await this.#ask(UNSUBSCRIBE, [id]);
    };
  }

  /** Says GOODBYE, waits for the router's GOODBYE (at most two seconds) and closes the transport. */
  async leave(reason = "wamp.close.close_realm") {
    if (this.#state === "open") {
      this.#send(GOODBYE, {}, reason);
      this.#state = "leaving";
      setTimeout(() => this.#finish(reason, "the router did not answer GOODBYE"), 2_000);
    } else if (this.#state === "joining") {
      this.abort(reason, "left before WELCOME");
    }
    return this.closed;
  }

  /** Ends the session at once: ABORT, then the transport is closed. */
  abort(reason, message) {
    if (this.#state === "closed") return;
    this.#send(ABORT, { message }, reason);
    this.#finish(reason, message);
  }

  /** After GOODBYE or ABORT nothing more may be said. */
  #send(...message) {
    if (this.#state === "closed" || this.#state === "leaving") return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Sends a request and promises its answer. Request ids are 1, 2, 3 … over all kinds of requests. */
  #ask(code, elements, attributes = {}) {
    if (this.#state !== "open") throw new WampError("wamp.error.canceled", ["the session is not open"]);
    const request = this.#request < MAX_ID ? this.#request + 1 : 1;
    this.#send(code, request, ...elements); // throws before the id is used if there is no JSON for it
    this.#request = request;
    return new Promise((resolve, reject) => {
      this.#pending.set(request, { code, resolve, reject, ...attributes });
    });
  }

  #receive(data) {
    if (this.#state === "closed") return;
    try {
      this.#dispatch(decode(data));
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.abort("wamp.error.protocol_violation", error.message);
    }
  }

  #dispatch([code, ...elements]) {
    if (this.#state === "joining" && code !== WELCOME && code !== ABORT) {
      throw new ProtocolViolation(`message ${code} before WELCOME`);
    }
    switch (code) {
      case WELCOME: return this.#onWelcome(...elements);
      case ABORT: return this.#finish(elements[1], elements[0].message);
      case GOODBYE: return this.#onGoodbye(...elements);
      case ERROR: return this.#onError(...elements);
      case PUBLISHED: return this.#answer(PUBLISH, elements[0]).resolve(elements[1]);
      case SUBSCRIBED: return this.#onSubscribed(...elements);
      case UNSUBSCRIBED: return this.#onUnsubscribed(...elements);
      case EVENT: return this.#onEvent(...elements);
      case RESULT: return this.#onResult(...elements);
      case REGISTERED: return this.#onRegistered(...elements);
      case UNREGISTERED: return this.#onUnregistered(...elements);
      case INVOCATION: return this.#onInvocation(...elements);
      case INTERRUPT: return this.#invocations.get(elements[0])?.abort();
    }
  }

  /** Takes a pending request; an answer to a question that nobody asked breaks the protocol. */
  #answer(code, request, { keep = false } = {}) {
    const pending = this.#pending.get(request);
    if (pending?.code !== code) throw new ProtocolViolation(`an answer to unknown request ${request}`);
    if (!keep) this.#pending.delete(request);
    return pending;
  }

  #onWelcome(id, details) {
    if (this.#state !== "joining") throw new ProtocolViolation("a second WELCOME");
    this.#state = "open";
    this.id = id;
    this.details = details;
    this.#join.resolve(this);
  }

  #onGoodbye(details, reason) {
    if (this.#state === "open") this.#send(GOODBYE, {}, "wamp.close.goodbye_and_out");
    this.#finish(reason, details.message ?? "");
  }

  #onError(code, request, details, uri, args, kwargs) {
    this.#answer(code, request).reject(new WampError(uri, args, kwargs));
  }

  #onSubscribed(request, id) {
    const { handler, resolve } = this.#answer(SUBSCRIBE, request);
    if (!this.#subscriptions.has(id)) this.#subscriptions.set(id, new Set());
    this.#subscriptions.get(id).add(handler);
    resolve(id);
  }

  #onUnsubscribed(request, details) {
    if (request === 0) this.#subscriptions.delete(details?.subscription); // revoked by the router
    else this.#answer(UNSUBSCRIBE, request).resolve();
  }

  #onEvent(subscription, publication, details, args = [], kwargs = {}) {
    // An event may cross our UNSUBSCRIBE on the way: without a handler it is dropped.
    for (const handler of this.#subscriptions.get(subscription) ?? []) {
      try {
        handler(args, kwargs, { ...details, publication });
      } catch (error) {
        console.error("an event handler failed", error);
      }
    }
  }

  #onResult(request, details, args, kwargs) {
    const keep = details.progress === true;
    const { onProgress, resolve } = this.#answer(CALL, request, { keep });
    const result = new Result(args, kwargs, details);
    if (keep) onProgress?.(result);
    else resolve(result);
  }

  #onRegistered(request, id) {
    const { procedure, resolve } = this.#answer(REGISTER, request);
    this.#registrations.set(id, procedure);
    resolve(id);
  }

  #onUnregistered(request, details) {
    if (request === 0) {
      this.#registrations.delete(details?.registration); // revoked by the router
      return;
    }
    const { id, resolve } = this.#answer(UNREGISTER, request);
    this.#registrations.delete(id);
    resolve();
  }

  async #onInvocation(request, registration, details, args = [], kwargs = {}) {
    const procedure = this.#registrations.get(registration);
    const interrupt = new AbortController();
    this.#invocations.set(request, interrupt);
    const interrupted = new Promise((_, reject) => {
      interrupt.signal.onabort = () => reject(new WampError("wamp.error.canceled"));
    });
    const progress = details.receive_progress
      ? (...values) => this.#send(YIELD, request, { progress: true }, values) : undefined;
    try {
      if (!procedure) throw new WampError("wamp.error.no_such_registration");
      const work = procedure(args, kwargs, { details, progress, signal: interrupt.signal });
      const value = await Promise.race([work, interrupted]);
      const result = value instanceof Result ? value : new Result(value === undefined ? [] : [value]);
      this.#send(YIELD, request, {}, ...payload(result.args, result.kwargs));
    } catch (error) {
      const { uri, args, kwargs } = error instanceof WampError
        ? error : new WampError("wamp.error.runtime_error", [String(error?.message ?? error)]);
      this.#send(ERROR, INVOCATION, request, {}, uri, ...payload(args, kwargs));
    } finally {
      this.#invocations.delete(request);
    }
  }

  #finish(reason, message = "") {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#socket.close(1000);
    const error = new WampError(reason, message ? [message] : []);
    this.#join.reject(error);
    for (const { reject } of this.#pending.values()) reject(error);
    for (const interrupt of this.#invocations.values()) interrupt.abort();
    this.#close({ reason, message });
  }
}

/** The router broke the protocol: answered with ABORT. */
class ProtocolViolation extends Error {}

/** Parses one message and checks its elements against SHAPES. */
function decode(data) {
  if (typeof data !== "string") throw new ProtocolViolation("a binary frame on a text subprotocol");
  let message;
  try {
    message = JSON.parse(data);
  } catch (error) {
    throw new ProtocolViolation(`not JSON: ${error.message}`);
  }
  if (!Array.isArray(message)) throw new ProtocolViolation("a message that is not a list");
  const shape = SHAPES[message[0]]?.split(" ");
  if (!shape) throw new ProtocolViolation(`unexpected message code ${JSON.stringify(message[0])}`);
  if (message.length > shape.length + 1) throw new ProtocolViolation(`message ${message[0]} is too long`);
  shape.forEach((type, index) => {
    const value = message[index + 1];
    const missing = index + 1 >= message.length && type.endsWith("?");
    if (!missing && !isType[type.replace("?", "")](value)) {
      throw new ProtocolViolation(`message ${message[0]}: element ${index + 1} is not a ${type}`);
    }
  });
  return message;
}

/** The trailing elements of a message: whatever is empty at the end is left out. */
function payload(args, kwargs) {
  if (Object.keys(kwargs).length > 0) return [args, kwargs];
  return args.length > 0 ? [args] : [];
}
