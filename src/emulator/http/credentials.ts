/** The only client_id the emulator takes; a public constant, not a secret of anyone. */
export const CLIENT_ID = 'emulator-client-id';
/** The secret that goes with it. */
export const SECRET = 'emulator-secret';
