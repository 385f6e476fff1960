'use strict';

const fs = require('node:fs');
const path = require('node:path');
const drawBars = require('./bars');
const drawDots = require('./dots');
const drawLines = require('./lines');

/** @typedef {import('../results').RowResult} RowResult */

const GAME = ['login', 'logout', 'count', 'several'];

/**
 * Draws the pictures for which there are figures.
 *
 * @param {import('../results').Results} results
 * @param {string} folder
 */
module.exports = function draw({ about, rows }, folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, picture] of Object.entries(pictures(about, rows))) {
    if (picture !== null) fs.writeFileSync(path.join(folder, name + '.svg'), picture);
  }
};

/**
 * @param {import('../results').About} about
 * @param {RowResult[]} rows
 * @returns {Record<string, string | null>}
 */
function pictures(about, rows) {
  const of = (/** @type {string} */ work) => rows.filter((row) => row.id.split(' ')[0] === work);
  const growing = (/** @type {RowResult} */ { shape }) => shape.members === 100 && shape.over === Math.min(10, shape.frontends);
  const cpu = 'processor time per call, microseconds';
  return {
    'members': drawDots(about, 'Reading the members of one frontend', cpu, complete(of('members')), 'cpu'),
    'add': drawDots(about, 'Adding and removing members', cpu, of('add'), 'cpu'),
    'push': drawDots(about, 'Pushing a message to a channel', cpu, complete(of('push')), 'cpu'),
    'gather': drawDots(about, 'All members of a channel', cpu, of('gather'), 'cpu'),
    'game': drawDots(about, 'What a game does', cpu, GAME.flatMap(of).map(named), 'cpu'),
    'latency': drawDots(about, 'How long the event loop stands still', 'longest turn, microseconds', of('latency'), 'standstill'),
    'growth-members': drawLines(about, 'Reading one frontend: how cost grows with its members', {
      x: 'members', y: cpu, rows: of('members'), at: ({ shape }) => shape.members,
    }),
    'growth-frontends': drawLines(about, 'Pushing to 100 members: how cost grows with the frontend servers', {
      x: 'frontend servers', y: cpu, rows: of('push').filter(growing), at: ({ shape }) => shape.frontends,
    }),
    'memory': drawBars(about, 'Memory for one list of 1,000,000 members, MiB', rows.find((row) => row.id === 'memory')),
  };
}

/** @param {RowResult} row */
function named({ title, label, medians }) {
  return { label: `${title} ${label.split(',')[0]}`, medians };
}

/**
 * Rows that were measured for the pictures of growth alone have fewer subjects.
 *
 * @param {RowResult[]} rows
 */
function complete(rows) {
  const count = (/** @type {RowResult} */ row) => Object.keys(row.medians).length;
  const most = Math.max(...rows.map(count));
  return rows.filter((row) => count(row) === most);
}
