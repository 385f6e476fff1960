'use strict';

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');

/** @param {string} name of a file of the project */
function read(name) {
  return fs.readFileSync(path.join(root, name), 'utf8');
}

/** One section of a page, by its title. */
function section(text, title) {
  return text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
}

/** The code blocks of one language, in order. */
function blocks(text, language) {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter((m) => m[1] === language).map((m) => m[2]);
}

/** The rows, as lists of cells, of the table in which a row begins with this code. */
function tableOf(text, code) {
  const tables = text.match(/(^\|.*\|\n)+/gm).map((table) => table.trim().split('\n').slice(2).map(cells));
  return tables.find((rows) => rows.some(([first]) => first.startsWith('`' + code)));
}

function cells(line) {
  return line.slice(1, -1).split('|').map((cell) => cell.trim());
}

/** The pieces of code in a cell. */
function codes(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1]);
}

/** Where the links of a page lead to, and the places on it that can be linked to. */
function links(text) {
  return [...text.matchAll(/\]\(([^)]+)\)/g)].map((m) => m[1]);
}

function anchors(text) {
  const titles = [...text.matchAll(/^#+ (.*)$/gm)].map((m) => m[1]);
  return titles.map((title) => '#' + title.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-'));
}

module.exports = { root, read, section, blocks, tableOf, codes, links, anchors };
