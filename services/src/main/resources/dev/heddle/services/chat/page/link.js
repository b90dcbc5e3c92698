// The way to the server: notices when it is gone, and finds it again by itself.

const DELAYS = [0.5, 1, 2, 4, 8, 15];
const LOOK_MILLIS = 10_000;

export class Link {
  #on;
  #socket = null;
  #tries = 0;
  #retry = 0;
  #looks = 0;
  #heard = true;

  /** @param on what happens: opened(), received(kind, fields), lost(seconds until the next try) */
  constructor(on) {
    this.#on = on;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  open() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const url = new URL("chat/socket", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = this.#socket = new WebSocket(url);
    socket.onopen = () => {
      this.#heard = true;
      this.#looks = setInterval(() => this.#look(), LOOK_MILLIS);
      this.#on.opened();
    };
    socket.onmessage = ({data}) => {
      this.#heard = true;
      const [kind, ...fields] = data.split("\t");
      this.#on.received(kind, fields);
    };
    socket.onclose = () => this.#lost();
  }

  send(...fields) {
    this.#socket.send(fields.join("\t"));
  }

  /** The server takes us: the next failure is the first one again. */
  welcomed() {
    this.#tries = 0;
  }

  /** Tries now what is to be tried later. */
  hurry() {
    if (this.#retry) this.open();
  }

  /** Ends, and does not come back. */
  stop() {
    this.#drop();
  }

  /** Each look is answered; if nothing has come since the last one, the connection is dead, and nobody has told us. */
  #look() {
    if (!this.#heard) return this.#lost();
    this.#heard = false;
    this.send("look");
  }

  #drop() {
    clearInterval(this.#looks);
    clearTimeout(this.#retry);
    this.#retry = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #lost() {
    this.#drop();
    const seconds = DELAYS[Math.min(this.#tries++, DELAYS.length - 1)] * (.8 + .4 * Math.random());
    this.#retry = setTimeout(() => this.open(), seconds * 1000);
    this.#on.lost(seconds);
  }
}
