const unzipper = require('unzipper');
const tar = require('tar-stream');
const AdmZip = require('adm-zip');
const JSZip = require('jszip');
const yauzl = require('yauzl');
const fs = require('fs');
const path = require('path');

fs.createReadStream('in.zip')
  .pipe(unzipper.Parse())
  .on('entry', (entry) => {
    entry.pipe(fs.createWriteStream(path.join('out', entry.path))); // BAD: CWE-022
  });

const extract = tar.extract();
extract.on('entry', function (header, stream, next) {
  const target = path.join('out', header.name);
  if (target.indexOf('out' + path.sep) !== 0) return next();
  stream.pipe(fs.createWriteStream(target)); // GUARDED
});
extract.on('entry', function (header, stream, next) {
  stream.pipe(fs.createWriteStream('./out/' + header.name)); // BAD: CWE-022
});

for (const one of new AdmZip('in.zip').getEntries()) {
  fs.writeFileSync('out/' + one.entryName, one.getData()); // BAD: CWE-022
  fs.writeFileSync('out/' + path.basename(one.entryName), one.getData()); // OK
}

async function load(data) {
  const zip = await JSZip.loadAsync(data);
  for (const name of Object.keys(zip.files)) {
    await fs.promises.writeFile(path.join('out', name), await zip.files[name].async('nodebuffer')); // EITHER
  }
}

yauzl.open('in.zip', { lazyEntries: true }, (error, zip) => {
  zip.on('entry', (entry) => {
    if (/\/$/.test(entry.fileName)) return zip.readEntry();
    zip.openReadStream(entry, (e, stream) => {
      stream.pipe(fs.createWriteStream('out/' + entry.fileName)); // EITHER
    });
  });
});
