/**
 * Who is asking: an administrator by token, anybody by OIDC. A session is a signed cookie; nothing
 * of it is stored, and a new admin token ends the sessions that the old one began.
 */
@NullMarked
package dev.signalbox.verdict.signin;

import org.jspecify.annotations.NullMarked;
