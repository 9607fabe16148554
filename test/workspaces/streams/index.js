'use strict';

const es = require('event-stream');

const counts = new Map();

process.stdin
  .pipe(es.split())
  .pipe(es.mapSync((line) => line.split(' ')[0]))
  .on('data', (level) => counts.set(level, (counts.get(level) ?? 0) + 1))
  .on('end', () => console.table(Object.fromEntries(counts)));
