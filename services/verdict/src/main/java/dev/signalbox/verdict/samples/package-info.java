/** What a fresh installation begins with: built-in lenses, and invented examples where wanted. */
@NullMarked
package dev.signalbox.verdict.samples;

import org.jspecify.annotations.NullMarked;
