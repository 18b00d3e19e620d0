/** What the tests of several services start: real programs, never fakes. */
@NullMarked
package dev.signalbox.testing;

import org.jspecify.annotations.NullMarked;
