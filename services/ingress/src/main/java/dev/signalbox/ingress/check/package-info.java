/**
 * Judges a plain answer by itself, before the client sees it: length, form, refusal, confidence,
 * agreement with other samples. Pure, bounded in time, and without regular expressions of others.
 */
@NullMarked
package dev.signalbox.ingress.check;

import org.jspecify.annotations.NullMarked;
