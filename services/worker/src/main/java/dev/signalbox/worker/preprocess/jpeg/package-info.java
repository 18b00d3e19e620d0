/**
 * JPEG in, planes or RGB out, bit for bit as libjpeg-turbo gives them to Pillow, for broken files
 * too. The rule: nothing of a JPEG reaches the JDK's own decoder, whose native code can freeze the
 * whole process (ADR 0199); {@link dev.signalbox.worker.preprocess.jpeg.JpegDecoder} is the only
 * way in.
 */
@NullMarked
package dev.signalbox.worker.preprocess.jpeg;

import org.jspecify.annotations.NullMarked;
