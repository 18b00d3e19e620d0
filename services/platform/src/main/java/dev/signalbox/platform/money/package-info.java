/** Money is a whole number of nano-dollars; nothing here rounds silently. */
@NullMarked
package dev.signalbox.platform.money;

import org.jspecify.annotations.NullMarked;
