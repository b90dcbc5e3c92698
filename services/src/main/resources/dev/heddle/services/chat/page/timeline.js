// What was said in a room, or with one person: each message once, in the server's order.

const MOST = 2000;

export class Timeline {
  items = [];
  last = 0;
  lastTime = 0;
  unread = 0;

  /** Something that is not in the room's history, where it happened. */
  add(item) {
    this.items.push(item);
    if (this.items.length > MOST) this.items.shift();
    return item;
  }

  /** A message with its number. Returns whether it was not there before. */
  insert(item) {
    if (item.number > this.last) {
      this.last = item.number;
      this.lastTime = item.time;
      this.add(item);
      return true;
    }
    const place = this.items.findIndex(other => other.number >= item.number);
    if (place >= 0 && this.items[place].number === item.number) return false;
    this.items.splice(place, 0, item);
    return true;
  }

  /** Takes what the server tells of the time before now. */
  merge(items) {
    if (this.last) {
      const same = items.some(item => item.number === this.last && item.time === this.lastTime);
      const gap = items.length > 0 && items.every(item => item.number > this.last);
      if (!same && !gap) this.#forget();
      else if (!same) this.add({kind: "note", text: "More was said meanwhile than is shown here.", time: Date.now()});
    }
    for (const item of items) this.insert(item);
  }

  /** The server counts from 1 again: what is shown stays, as something of the past. */
  #forget() {
    for (const item of this.items) item.number = 0;
    this.last = this.lastTime = 0;
    this.add({kind: "note", text: "The server no longer has what was said before.", time: Date.now()});
  }

  remove(item) {
    const place = this.items.indexOf(item);
    if (place >= 0) this.items.splice(place, 1);
  }

  /** The number of the first message that is shown; 0 if there is none. */
  first() {
    return this.items.find(item => item.number > 0)?.number ?? 0;
  }
}
