/** `'host:port'`, `'[::1]:port'`, or the parts. */
export type NodeAddress = string | { host: string; port?: number | string | null };

/** PEM text, or the path of a file, or more than one. */
export type Pem = string | Uint8Array | ReadonlyArray<string | Uint8Array>;

/**
 * How TLS is spoken. In `ca`, `cert`, `key` and `crl` a text without `-----BEGIN` is the path of a file, relative to the
 * application's base; files are read anew for each connection. Other options go to Node's `tls.connect` as they are.
 */
export interface TlsOptions {
  /** Whom to trust, in the place of the authorities that Node knows. */
  ca?: Pem | null;

  /** Our own certificate, with `key`. */
  cert?: Pem | null;
  key?: Pem | null;

  /** The path of a PKCS#12 file, in the place of `cert` and `key`. */
  pfx?: string | Uint8Array | null;

  /** Certificates that were revoked. */
  crl?: Pem | null;

  /** Opens `key` or `pfx`. */
  passphrase?: string | null;

  /** The name that every server's certificate has, in the place of the host that is dialled. */
  servername?: string | null;

  /** `false`: anybody may answer in the place of Redis. */
  rejectUnauthorized?: boolean;

  [option: string]: unknown;
}
