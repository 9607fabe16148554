const express = require('express');
const path = require('path');
const app = express();
app.use(express.static(__dirname)); // BAD: CWE-200
app.use('/lib', express.static(path.join(__dirname, 'node_modules'))); // BAD: CWE-200
app.use('/public', express.static(path.join(__dirname, 'public'))); // OK
app.use('/jq', express.static(path.join(__dirname, 'node_modules/jquery/dist'))); // OK
app.use(express.static('/')); // BAD: CWE-200
app.get('/pkg', (req, res) => res.sendFile(path.join(__dirname, 'package.json'))); // EITHER
