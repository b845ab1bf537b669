// What the page knows, and the one function through which anything the server says about messages comes in.

import { spoken } from "./strings.js";

export const state = {
  me: "",
  place: "",
  personas: [],
  channels: [],
  messages: {},
  unread: {},
  waiting: {},
  now: "",
  doing: "",
  tour: null,
  workspace: "",
};

export const dm = (persona = state.me) => `@${persona}`;
export const persona = (id) => state.personas.find((one) => one.id === id);
export const channel = (id) => state.channels.find((one) => one.id === id);
export const myChannels = () => state.channels.filter((one) => one.members.includes(state.me));
export const inDm = () => state.place === dm();
export const placeName = (place = state.place) => (place.startsWith("@") ? "Signpost" : `#${channel(place)?.name ?? place}`);

/** What every request carries. */
export const sender = (nonce) => ({ as: state.me, place: state.place, language: spoken(), nonce });

/** A message is gone. */
export function drop(id, place) {
  state.messages[place] = (state.messages[place] ?? []).filter((one) => one.id !== id);
}

/** Insert a message, or replace it by its id; an older version never wins. True when it is new. */
export function keep(message) {
  const list = (state.messages[message.place] ??= []);
  const index = message.id ? list.findIndex((one) => one.id === message.id) : -1;
  if (index < 0) {
    list.push(message);
    list.sort((a, b) => (a.id || Infinity) - (b.id || Infinity));
    return true;
  }
  if (message.version >= list[index].version) list[index] = message;
  return false;
}
