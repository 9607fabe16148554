import libxmljs from 'libxmljs';
import { parseStringPromise } from 'xml2js';
import * as expat from 'node-expat';
import { DOMParser } from '@xmldom/xmldom';
import express from 'express';
const app = express();
app.post('/xml', async (req, res) => {
  libxmljs.parseXml(req.body, { noent: true }); // BAD: CWE-611
  libxmljs.parseXml(req.body); // OK
  libxmljs.parseXml(req.body.toString('utf8'), { noent: true, nonet: true }); // BAD: CWE-611
  const options = { noblanks: true, noent: true };
  libxmljs.parseXmlString(req.body, options); // BAD: CWE-611
  await parseStringPromise(req.body); // OK
  new DOMParser().parseFromString(req.body, 'text/xml'); // OK
  const parser = new expat.Parser('UTF-8'); // EITHER
  parser.write(req.body); // EITHER
  new libxmljs.SaxParser(); // OK
});
