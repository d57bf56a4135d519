// The page's script: the filter, and numbers under the pointer or the arrow keys. Without it everything is there.

export const script: string = String.raw`
'use strict';
const form = document.getElementById('filter');
const items = [...document.querySelectorAll('.case')];
const blocks = [...document.querySelectorAll('.clause')].map((element) => ({ element, wasOpen: element.open }));
const texts = new Map();
const textOf = (item) => {
  if (!texts.has(item)) {
    const heading = item.closest('.clause').querySelector('h4').textContent;
    texts.set(item, (heading + ' ' + item.textContent).toLowerCase());
  }
  return texts.get(item);
};

const applyFilter = () => {
  const kind = form.elements.kind.value;
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const chooses = kind !== 'all' || words.length > 0;
  let shown = 0;
  for (const item of items) {
    const fits = (kind === 'all' || item.dataset.kind === kind) && words.every((word) => textOf(item).includes(word));
    item.hidden = !fits;
    if (fits) shown++;
  }
  for (const { element, wasOpen } of blocks) {
    element.hidden = element.querySelector('.case:not([hidden])') === null;
    element.open = chooses ? !element.hidden : wasOpen;
  }
  for (const group of document.querySelectorAll('.group')) {
    group.hidden = group.querySelector('.clause:not([hidden])') === null;
  }
  form.elements.shown.value = shown + ' of ' + items.length + ' cases';
};

const setOpen = (open) => {
  for (const { element } of blocks) element.open = open;
  for (const item of items) {
    const details = item.querySelector('details');
    if (details !== null && !item.hidden) details.open = open;
  }
};

let waiting;
form.addEventListener('input', (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(applyFilter, event.target.name === 'words' ? 150 : 0);
});
form.addEventListener('submit', (event) => event.preventDefault());
form.elements.open.addEventListener('click', () => setOpen(true));
form.elements.close.addEventListener('click', () => setOpen(false));
form.hidden = false;
applyFilter();

// A link to a case opens what hides it.
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null) return;
  if (target.closest('[hidden]') !== null) {
    form.reset();
    applyFilter();
  }
  for (let at = target; at !== null; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  const own = target.querySelector(':scope > details');
  if (own !== null) own.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
if (location.hash !== '') reveal();

const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);
const numeral = (value) => String(Number(value.toPrecision(6))).replace('Infinity', '∞').replaceAll('-', '−');

const prepare = (figure) => {
  const { rows, columns, place, box, first } = figure.dataset;
  const size = [Number(rows), Number(columns)];
  const [fixed, rowName, rowOrigin, columnOrigin] = JSON.parse(place);
  const [left, top, width, height] = box.split(' ').map(Number);
  const wanted = floats(figure.dataset.wanted);
  const got = floats(figure.dataset.got);
  const share = floats(figure.dataset.share);
  const maps = [...figure.querySelectorAll('svg.map')];
  const area = figure.querySelector('.maps');
  const readout = document.createElement('output');
  readout.className = 'readout';
  area.after(readout);
  const cursors = maps.map((map) => {
    const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    cursor.setAttribute('class', 'cursor');
    cursor.setAttribute('width', width);
    cursor.setAttribute('height', height);
    map.append(cursor);
    return cursor;
  });
  let at = first.split(' ').map(Number);
  const show = (row, column) => {
    at = [row, column];
    const index = row * size[1] + column;
    for (const cursor of cursors) {
      cursor.setAttribute('x', left + column * width);
      cursor.setAttribute('y', top + row * height);
    }
    readout.value = (fixed === '' ? '' : fixed + ', ') + rowName + ' ' + (rowOrigin + row) + ', unit ' + (columnOrigin + column) +
      ': wanted ' + numeral(wanted[index]) + ', got ' + numeral(got[index]) + ', error ÷ allowed ' + numeral(share[index]);
  };
  return {
    point(map, event) {
      const frame = map.getBoundingClientRect();
      const zoom = map.viewBox.baseVal.width / frame.width;
      const column = Math.floor(((event.clientX - frame.left) * zoom - left) / width);
      const row = Math.floor(((event.clientY - frame.top) * zoom - top) / height);
      if (row >= 0 && row < size[0] && column >= 0 && column < size[1]) show(row, column);
    },
    move(rowStep, columnStep) {
      show(
        Math.min(Math.max(at[0] + rowStep, 0), size[0] - 1),
        Math.min(Math.max(at[1] + columnStep, 0), size[1] - 1),
      );
    },
  };
};

// Prepared when it is first touched: a page may hold hundreds.
const prepared = new WeakMap();
const of = (figure) => {
  if (!prepared.has(figure)) prepared.set(figure, prepare(figure));
  return prepared.get(figure);
};
for (const area of document.querySelectorAll('.maps')) {
  area.tabIndex = 0;
  area.setAttribute('role', 'group');
  area.setAttribute('aria-label', 'Maps; arrow keys go from number to number');
}
document.addEventListener('pointermove', (event) => {
  const map = event.target.closest?.('svg.map');
  if (map) of(map.closest('figure')).point(map, event);
});
const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
document.addEventListener('keydown', (event) => {
  const step = arrows[event.key];
  if (!step || !event.target.matches?.('.maps')) return;
  event.preventDefault();
  of(event.target.closest('figure')).move(...step);
});
`;
