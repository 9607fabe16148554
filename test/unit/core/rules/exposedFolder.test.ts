import { assertLines } from './variants';

const express = "const express = require('express');\nconst path = require('path');\n";

describe('the rule for folders that are served', () => {
  describe('sees the folder of the code, of the packages and of the machine', () => {
    assertLines(
      'exposed-folder',
      [
        `${express}app.use(express.static(__dirname));`,
        `${express}app.use(express.static('./'));`,
        `${express}app.use('/lib', express.static(path.join(__dirname, '..', 'node_modules')));`,
        `${express}app.use('/lib', express.static(__dirname + '/node_modules'));`,
        `${express}const root = process.cwd();\napp.use(express.static(root));`,
        "const serveStatic = require('serve-static');\napp.use(serveStatic('/'));",
      ],
      [
        `${express}app.use(express.static(path.join(__dirname, 'public')));`,
        `${express}app.use(express.static('public'));`,
        `${express}app.use(express.static(__dirname + '/dist'));`,
        `${express}app.use('/jquery', express.static('node_modules/jquery/dist'));`,
        `${express}app.use(express.static(folder));`,
        'class A { static create(name) { return A.static(__dirname); } }',
      ],
    );
  });
});
