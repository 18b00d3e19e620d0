package dev.signalbox.verdict.signin;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * For administrators alone: a resource class or method. Who is not signed in gets 401 from the API
 * and the sign-in page from a page; who is, but is no administrator, 403. Changes by session cookie
 * must carry the CSRF token: form field {@code csrf} or header {@code X-CSRF-Token}.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AdminOnly {}
