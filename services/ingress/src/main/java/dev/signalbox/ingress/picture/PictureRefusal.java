package dev.signalbox.ingress.picture;

/**
 * Why a picture was refused; also the metric label. The first four blame the request's bytes, the
 * others its address.
 */
public enum PictureRefusal {
  /** Not a PNG, JPEG, WebP or GIF, or its header is damaged. */
  UNREADABLE,
  /** More bytes than allowed. */
  TOO_MANY_BYTES,
  /** More pixels or a longer side than allowed. */
  TOO_MANY_PIXELS,
  /** A {@code data:} address that is malformed, or whose media type is not the picture's. */
  BAD_DATA_URL,
  /** An address that may not be fetched at all: scheme, credentials, port, or malformed. */
  BAD_ADDRESS,
  /** It leads to an address that the policy forbids. */
  FORBIDDEN_ADDRESS,
  /** The host can't be resolved or reached, or answered with an error. */
  UNREACHABLE,
  /** It took longer than allowed. */
  TIMED_OUT,
  /** It answered with something that is no picture. */
  WRONG_CONTENT_TYPE,
  /** It redirected too often. */
  TOO_MANY_REDIRECTS,
  /** As many fetches as allowed are under way; the same request may succeed later. */
  BUSY
}
