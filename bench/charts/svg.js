'use strict';

// What all pictures share: the frame with title, legend and origin, the colours in light and in dark, and a log axis.

const { SUBJECTS } = require('../subjects');

const WIDTH = 900;
const HEAD = 84;
const FOOT = 62;
const LINE = 16;
/** Characters of small text that fit in the width. */
const FIT = 140;
const LEGEND_STEP = 14;

/** One for each subject, in their order: this plugin stands out, the floor stays back. */
const COLOURS = {
  light: ['#c2255c', '#5f3dc4', '#e8590c', '#2b8a3e', '#1864ab', '#8a6d00', '#868e96'],
  dark: ['#ff6b9d', '#b197fc', '#ffa94d', '#69db7c', '#74c0fc', '#ffe066', '#adb5bd'],
};

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #212529; }
  .title { font-size: 17px; font-weight: 600; }
  .small { font-size: 11px; fill: #5c636a; }
  .back { fill: #ffffff; }
  .grid { stroke: #dee2e6; stroke-width: 1; }
  .line { fill: none; stroke-width: 2; }
  .hollow { fill: none; stroke-width: 2; }
  ${rules(COLOURS.light)}
  @media (prefers-color-scheme: dark) {
    text { fill: #e9ecef; }
    .small { fill: #adb5bd; }
    .back { fill: #16191d; }
    .grid { stroke: #343a40; }
    ${rules(COLOURS.dark)}
  }
`;

/** @param {string[]} colours */
function rules(colours) {
  return colours.map((colour, i) => `.f${i} { fill: ${colour}; } .s${i} { stroke: ${colour}; }`).join('\n  ');
}

/**
 * A whole picture.
 *
 * @param {import('../results').About} about
 * @param {string} title
 * @param {string[]} subjects those that appear in it
 * @param {number} height of the body
 * @param {string[]} body elements, whose y begins at HEAD
 */
function frame(about, title, subjects, height, body) {
  const total = HEAD + height + FOOT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" role="img">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${total}"/>
${text(20, 30, title, 'title')}
${legend(subjects)}
${body.join('\n')}
${origin(about, HEAD + height + FOOT - 2 * LINE - 4)}
</svg>
`;
}

/** @param {string[]} subjects */
function legend(subjects) {
  let x = 20;
  return subjects.map((id) => {
    const { title } = SUBJECTS[indexOf(id)];
    const entry = mark(id, x + 5, 54) + text(x + LEGEND_STEP, 58, title, 'small');
    x += LEGEND_STEP + 14 + title.length * 6;
    return entry;
  }).join('\n');
}

/** @type {(about: import('../results').About, y: number) => string} */
function origin({ machine, node, redis, date, mode, subjects }, y) {
  const versions = subjects.filter(({ version }) => version).map(({ title, version }) => `${title} ${version}`);
  const line = `${machine}; Node.js ${node}, Redis ${redis}; ${versions.join(', ')}; ${date}, ${mode}`;
  return wrap(line).map((part, i) => text(20, y + i * LINE, part, 'small')).join('\n');
}

/** @param {string} line */
function wrap(line) {
  return line.match(new RegExp(`.{1,${FIT}}(?= |$)`, 'g')) || [];
}

/** The dot that stands for a subject. */
/** @type {(id: string, x: number, y: number) => string} */
function mark(id, x, y) {
  const i = indexOf(id);
  const [cx, cy] = [x.toFixed(1), y.toFixed(1)];
  if (id === 'floor') return `<circle class="hollow s${i}" cx="${cx}" cy="${cy}" r="4.5"/>`;
  return `<circle class="f${i}" cx="${cx}" cy="${cy}" r="${id === 'native' ? 6.5 : 4.5}"/>`;
}

/** @type {(x: number, y: number, content: string, kind?: string, anchor?: string) => string} */
function text(x, y, content, kind = '', anchor = 'start') {
  return `<text class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

/** @type {(x1: number, y1: number, x2: number, y2: number) => string} */
function gridLine(x1, y1, x2, y2) {
  return `<line class="grid" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;
}

/**
 * An axis over whole powers of ten.
 *
 * @param {number[]} values
 * @param {number} from where it begins in the picture
 * @param {number} to
 */
function logAxis(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const place = (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  return { ticks, place };
}

/** @param {number} tick */
function tickText(tick) {
  return tick < 1 ? String(Number(tick.toPrecision(1))) : tick.toLocaleString('en');
}

/** @param {string} id */
function indexOf(id) {
  return SUBJECTS.findIndex((subject) => subject.id === id);
}

/** @param {string} content */
function escape(content) {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

module.exports = { WIDTH, HEAD, frame, mark, text, gridLine, logAxis, tickText, indexOf };
