/**
 * Encoded picture in, uint8 tiles out, bit for bit as Pillow and the reference's slow image
 * processor make them. The rule: java.* only, no state, and nothing is decoded before its header
 * has been checked against the limits.
 */
@NullMarked
package dev.signalbox.worker.preprocess;

import org.jspecify.annotations.NullMarked;
