const fs = require('fs');
const path = require('path');
const unzipper = require('unzipper');
const AdmZip = require('adm-zip');
const tar = require('tar-stream');
const yauzl = require('yauzl');
const JSZip = require('jszip');

function extractZip(archive, target) {
  fs.createReadStream(archive)
    .pipe(unzipper.Parse())
    .on('entry', (entry) => {
      const dest = path.join(target, entry.path);
      entry.pipe(fs.createWriteStream(dest)); // BAD: CWE-022
    });
}

function extractZipChecked(archive, target) {
  const root = path.resolve(target) + path.sep;
  fs.createReadStream(archive)
    .pipe(unzipper.Parse())
    .on('entry', (entry) => {
      const dest = path.resolve(root, entry.path);
      if (dest.startsWith(root)) {
        entry.pipe(fs.createWriteStream(dest)); // OK
      } else {
        entry.autodrain();
      }
    });
}

function extractFlat(archive, target) {
  fs.createReadStream(archive)
    .pipe(unzipper.Parse())
    .on('entry', (entry) => {
      entry.pipe(fs.createWriteStream(path.join(target, path.basename(entry.path)))); // OK
    });
}

function extractAdm(archive, target) {
  const zip = new AdmZip(archive);
  zip.getEntries().forEach(function (entry) {
    fs.writeFileSync(target + '/' + entry.entryName, entry.getData()); // BAD: CWE-022
  });
}

function extractTar(stream, target) {
  const extract = tar.extract();
  extract.on('entry', function (header, body, next) {
    body.pipe(fs.createWriteStream(header.name)); // BAD: CWE-022
    body.on('end', next);
  });
  stream.pipe(extract);
}

function extractYauzl(file, out) {
  yauzl.open(file, { lazyEntries: true }, (err, zip) => {
    zip.on('entry', (entry) => {
      zip.openReadStream(entry, (error, read) => {
        read.pipe(fs.createWriteStream(path.join(out, entry.fileName))); // OK
      });
    });
  });
}

async function extractJszip(buffer, out) {
  const zip = await JSZip.loadAsync(buffer);
  for (const name of Object.keys(zip.files)) {
    const content = await zip.files[name].async('nodebuffer');
    fs.writeFileSync(path.join(out, 'all.bin'), content); // OK
  }
}

module.exports = { extractZip, extractZipChecked, extractFlat, extractAdm, extractTar, extractYauzl, extractJszip };
