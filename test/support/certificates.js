'use strict';

// Certificates for one run of a test, made by openssl: an authority, and what it signs.

const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

/** @type {string[]} to be removed when this process ends */
const folders = [];
process.on('exit', () => folders.forEach(dir => fs.rmSync(dir, { recursive: true, force: true })));

function makeFolder() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-tls-'));
  folders.push(dir);
  return dir;
}

/** @typedef {{cert: string, key: string}} Pair paths of files */

class Authority {
  /** @param {string} name @param {string} [dir] */
  constructor(name, dir = makeFolder()) {
    this.dir = dir;
    this.name = name;
    const { cert, key } = this.pair(name);
    this.ca = cert;
    this.key = key;
    openssl(['req', '-x509', ...KEY, '-nodes', '-keyout', key, '-out', cert, '-days', '30', '-subj', `/CN=${name}`,
      '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']);
  }

  /**
   * @param {string} name of the files, and the subject
   * @param {{hosts?: string, expired?: boolean, passphrase?: string}} [how] hosts: as openssl writes them, 'IP:127.0.0.1,DNS:localhost'
   * @returns {Pair}
   */
  sign(name, { hosts = 'IP:127.0.0.1,DNS:localhost', expired = false, passphrase = '' } = {}) {
    const pair = this.pair(name);
    const request = path.join(this.dir, name + '.csr');
    const more = path.join(this.dir, name + '.ext');
    fs.writeFileSync(more, `subjectAltName=${hosts}\n`);
    const locked = passphrase ? ['-passout', `pass:${passphrase}`] : ['-nodes'];
    openssl(['req', '-new', ...KEY, ...locked, '-keyout', pair.key, '-out', request, '-subj', `/CN=${name}`]);
    if (expired) this.signThePast(request, more, pair.cert);
    else openssl(['x509', '-req', '-in', request, '-CA', this.ca, '-CAkey', this.key, '-CAcreateserial', '-days', '30', '-extfile', more, '-out', pair.cert]);
    return pair;
  }

  /** One that is signed by itself. @param {string} name */
  alone(name) {
    const pair = this.pair(name);
    openssl(['req', '-x509', ...KEY, '-nodes', '-keyout', pair.key, '-out', pair.cert, '-days', '30', '-subj', `/CN=${name}`,
      '-addext', 'subjectAltName=IP:127.0.0.1']);
    return pair;
  }

  /** Only `openssl ca` takes dates. @param {string} request @param {string} more @param {string} cert */
  signThePast(request, more, cert) {
    const file = path.join(this.dir, 'ca.cnf');
    fs.writeFileSync(path.join(this.dir, 'index.txt'), '');
    fs.writeFileSync(file, `[ca]\ndefault_ca=own\n[own]\ndatabase=${this.dir}/index.txt\nnew_certs_dir=${this.dir}\nrand_serial=yes\n` +
      'default_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n');
    openssl(['ca', '-batch', '-notext', '-config', file, '-in', request, '-cert', this.ca, '-keyfile', this.key, '-extfile', more, '-out', cert,
      '-startdate', '20200101000000Z', '-enddate', '20200201000000Z']);
  }

  /** A bundle of a certificate and its key. @param {Pair} pair @param {string} passphrase */
  bundle(pair, passphrase) {
    const file = pair.cert.replace('.crt', '.pfx');
    openssl(['pkcs12', '-export', '-in', pair.cert, '-inkey', pair.key, '-passout', `pass:${passphrase}`, '-out', file]);
    return file;
  }

  /** @param {string} name @returns {Pair} */
  pair(name) {
    return { cert: path.join(this.dir, name + '.crt'), key: path.join(this.dir, name + '.key') };
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** @param {string[]} args */
function openssl(args) {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LD_PRELOAD: '' } });
}

module.exports = { Authority };
