/**
 * A request turned into numbers: hashed words and cheap counts, all taken from one canonical text.
 * Nothing here costs more per token than hashing it.
 */
@NullMarked
package dev.signalbox.classifier.features;

import org.jspecify.annotations.NullMarked;
