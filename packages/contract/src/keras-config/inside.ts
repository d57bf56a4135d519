// Where the recurrent layers of a whole model are, for the message that says to give one of them.

import { layerClassNames } from './keys.ts';
import { shorten } from './describe-object.ts';
import { fieldsOf } from './plain-json.ts';

/** `config.layers[2] (LSTM 'words')` for each recurrent layer below a value, outermost first, in order. */
export function layersInside(value: unknown): readonly string[] {
  const found: string[] = [];
  const visit = (item: unknown, path: string): void => {
    const object = fieldsOf(item);
    const className = object['class_name'] ?? object['className'];
    if (path !== '' && (layerClassNames as readonly unknown[]).includes(className)) {
      const { name } = fieldsOf(object['config']);
      const called = typeof name === 'string' ? ` '${shorten(name)}'` : '';
      found.push(`${path} (${String(className)}${called})`);
      return;
    }
    if (Array.isArray(item)) item.forEach((inner, index) => visit(inner, `${path}[${index}]`));
    for (const [key, inner] of Object.entries(object)) {
      visit(inner, path === '' ? shorten(key) : `${path}.${shorten(key)}`);
    }
  };
  visit(value, '');
  return found;
}

/** Whether an object is a model, or a file that holds one: its layers are a list. */
export function isModel(object: unknown): boolean {
  const { config } = modelIn(object);
  return Array.isArray(config) || Array.isArray(fieldsOf(config)['layers']);
}

/** The version that a model names, or the file that holds it; its layers name none. */
export function versionInside(object: unknown): string | undefined {
  const { keras_version: version } = { ...modelIn(object), ...fieldsOf(object) };
  return typeof version === 'string' ? version : undefined;
}

/** The model in a model.json of tf.layers, and in what its converter wrote. */
function modelIn(object: unknown): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(object);
  const inner = fields['modelTopology'] ?? fields['model_config'];
  return inner === undefined ? fields : { ...fields, ...modelIn(inner) };
}
