/** What may happen at every request is told to an operator now and then, with a count. */
@NullMarked
package dev.signalbox.platform.seldom;

import org.jspecify.annotations.NullMarked;
