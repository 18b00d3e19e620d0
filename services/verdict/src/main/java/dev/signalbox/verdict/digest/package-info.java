/**
 * The weekly digest: what settled in an ISO week, once for each week and time zone. What changed is
 * pure ({@code DigestChanges}); addresses are sealed wherever they lie, and leave this package only
 * towards the mail server.
 */
@org.jspecify.annotations.NullMarked
package dev.signalbox.verdict.digest;
