// How messages print Keras's own objects and names: short, whatever their length.

import { describe } from '../describe.ts';
import { fieldsOf } from './plain-json.ts';

/** Cuts a name that is too long for a message. */
export function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Prints a value; an object that Keras serialised by its class and what its config says in words. */
export function describeObject(value: unknown): string {
  if (typeof value === 'string') return describe(shorten(value));
  const { class_name: className, config } = fieldsOf(value);
  if (typeof className !== 'string') return describe(value);
  const words = typeof config === 'string' ? [config] : Object.values(fieldsOf(config));
  const said = words.filter((word) => typeof word === 'string').slice(0, 3);
  return [`a ${shorten(className)}`, ...said.map((word) => `'${shorten(word)}'`)].join(' ');
}
