#!/usr/bin/env node

const { execSync, exec, spawnSync } = require('child_process');
const minimist = require('minimist');
const yargs = require('yargs');
const { program } = require('commander');
const path = require('path');

const argv = minimist(process.argv.slice(2));
execSync('eslint ' + argv._.join(' ')); // BAD: CWE-078
exec(`rm -rf ${path.join(__dirname, 'tmp')}`); // BAD: CWE-078
execSync('rm -rf ./tmp'); // OK
spawnSync('rm', ['-rf', path.join(__dirname, 'tmp')]); // OK

program.option('-f, --file <file>').parse();
execSync(`cat ${program.opts().file}`); // BAD: CWE-078

yargs.command('open <page>', 'opens a page', () => {}, (args) => {
  execSync('xdg-open ' + args.page); // BAD: CWE-078
});

const query = { exec: (sql) => sql };
query.exec('SELECT ' + argv.column); // OK
const found = new RegExp('^v').exec(argv.v); // OK
console.log(found);
