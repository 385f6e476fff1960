'use strict';

const assert = require('assert');
const { reasonOf, endOf } = require('../../lib/tls/reasons');

const fail = (code, more) => reasonOf(Object.assign(new Error('text'), { code }, more), false);

describe('what an error of a TLS socket means', () => {
  // As Node 12 with OpenSSL 1.1, Node 18 and 20 with 3.0, and Node 24 with 3.5 name them.
  const table = {
    ERR_TLS_CERT_ALTNAME_INVALID: /another host/, ERR_TLS_CERT_ALTNAME_FORMAT: /another host/,
    DEPTH_ZERO_SELF_SIGNED_CERT: /authority .* not known/, SELF_SIGNED_CERT_IN_CHAIN: /authority .* not known/,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: /authority .* not known/, UNABLE_TO_GET_ISSUER_CERT: /authority .* not known/,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: /authority .* not known/, CERT_UNTRUSTED: /authority .* not known/,
    CERT_HAS_EXPIRED: /has expired/, CERT_NOT_YET_VALID: /not valid yet/, CERT_REVOKED: /revoked/,
    CERT_SIGNATURE_FAILURE: /cannot be verified/, CRL_HAS_EXPIRED: /cannot be verified/, INVALID_CA: /cannot be verified/,
    INVALID_PURPOSE: /cannot be verified/, UNABLE_TO_GET_CRL: /authority|cannot be verified/, ERROR_IN_CERT_NOT_AFTER_FIELD: /cannot be verified/,
    ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: /wants a certificate/, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': /wants a certificate of ours .*, or ciphers/,
    ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: /wants a certificate of ours .*, or ciphers/,
    ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: /does not accept our/, ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: /does not accept our/,
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED': /does not accept our/, ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: /no version of TLS/,
    ERR_SSL_UNSUPPORTED_PROTOCOL: /no version of TLS/, ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR: /refuses the handshake/,
    ERR_SSL_WRONG_VERSION_NUMBER: /does not speak TLS/, ERR_SSL_PACKET_LENGTH_TOO_LONG: /does not speak TLS/,
    ERR_SSL_RECORD_LAYER_FAILURE: /does not speak TLS/, EPROTO: /does not speak TLS/,
  };
  for (const [code, pattern] of Object.entries(table)) {
    it(`${code} will not be mended by waiting`, () => {
      const { status, words, fatal } = fail(code);
      assert.match(words, pattern);
      assert.ok(fatal && status < 0);
    });
  }

  it('is told apart by its text where it has no other name', () => {
    const message = 'write EPROTO 140:error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../s3.c:1544:SSL alert number 40\n';
    assert.match(fail('EPROTO', { message }).words, /wants a certificate of ours/);
  });

  it('is what the network says, where that is all', () => {
    const { errno } = require('os').constants;
    for (const code of ['ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'ENETUNREACH']) {
      const want = { status: -errno[code], words: '', fatal: false };
      assert.deepStrictEqual([fail(code, { errno: -errno[code] }), fail(code, { errno: code })], [want, want]);
    }
  });

  it('is a connection that was closed, early or late', () => {
    for (const code of ['ECONNRESET', 'EPIPE']) {
      assert.match(fail(code).words, /closed during the TLS handshake/);
      assert.strictEqual(reasonOf({ code }, true).words, '');
      assert.strictEqual(fail(code).fatal, false);
    }
    assert.match(endOf(false).words, /closed during the TLS handshake/);
    assert.deepStrictEqual(endOf(true), { status: -4095, words: '', fatal: false });
  });

  it('is the text of what nobody knows, and waiting may mend it', () => {
    assert.deepStrictEqual(fail(undefined), { status: fail('x').status, words: 'text', fatal: false });
    assert.strictEqual(fail('ERR_NEW').fatal, false);
  });
});
