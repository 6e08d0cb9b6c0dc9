// Sends one file with tus-js-client as its authors ship it: node envoyer.cjs '{"endpoint", "fichier", …}'
"use strict";

const fs = require("fs");

const { endpoint, fichier, nom, bibliotheque, ca, cert, key } = JSON.parse(process.argv[2]);
const tus = require(bibliotheque);
const tls = { ca: fs.readFileSync(ca), cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
let cuts = 0;

new tus.Upload(fs.createReadStream(fichier), {
  endpoint,
  uploadSize: fs.statSync(fichier).size,
  metadata: { filename: nom },
  retryDelays: Array(20).fill(200),
  httpStack: new tus.DefaultHttpStack(tls),
  onShouldRetry: () => {
    cuts += 1;
    return true;
  },
  onSuccess: () => {
    console.log(JSON.stringify({ cuts }));
    process.exit(0);
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
}).start();
