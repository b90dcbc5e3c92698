package dev.heddle.services;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The error of a file operation, in the system's words. The message of Java's exception is often
/// the file's name and nothing else.
public final class FileErrors {
  private FileErrors() {}

  /// Says it without the file's name, as in `Permission denied`.
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileAlreadyExistsException _ -> "File exists";
      case CharacterCodingException _ -> "not UTF-8";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
