/**
 * One signed webhook, created once with node:crypto: header, payload and signature of the token, the public key, and the
 * body. The private key was discarded.
 */
export const vector = {
  keyId: '6f2c1d3a-vector-key',
  /** Unix seconds. */
  signedAt: 1750000000,
  jwk: {
    x: 'zge8C1Ah-ARLASY1whSCjtnlVZ4E3D9JrH-3SgHy3G0',
    y: '7OaaDzHW-k8HLVPQ9UR8wzV1kxmJAGT518ysNqPwdJE',
  },
  header: 'eyJhbGciOiJFUzI1NiIsImtpZCI6IjZmMmMxZDNhLXZlY3Rvci1rZXkiLCJ0eXAiOiJKV1QifQ',
  payload:
    'eyJpYXQiOjE3NTAwMDAwMDAsInJlcXVlc3RfYm9keV9zaGEyNTYiOiJhMmMyNjU4YWVmOTNhMjA4NWU2MWZhZWUwNjg3NjZhNTAxZmU3MWQyMTZkZGI5ODQ4M2QzMzg5NWUxOWI4ZGRmIn0',
  signature: 'KE7g_qQjpYP5lomk-4pHAKbP1TkGMvbLXg6zsnHy9bG9GKHSOo5MsLzZCqrEhtCT_fvCUKx5oOXYkSPIpNZf8A',
  body: '{"webhook_type":"ITEM","webhook_code":"LOGIN_REPAIRED","item_id":"item-of-the-vector","environment":"sandbox"}',
};
