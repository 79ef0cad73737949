/**
 * Why a file that somebody brings cannot be read. Each refusal names what was found and what would be right, and carries a stable
 * code, so that the console, the command line and the documentation (docs/reference/backup-formats.md) say the same.
 * Titles never contain content of the file; `detail` in the parameters says where the fault is.
 */
import { defineErrors } from '../../kernel/errors/index.ts';

export const errors = defineErrors('interchange', {
  backup_unreadable: { status: 422, title: 'The file cannot be opened for reading.' },
  backup_unrecognized: {
    status: 422,
    title:
      'This is neither a Jira backup (a zip with entities.xml, or that XML itself) nor a Confluence XML export (a zip with entities.xml).',
  },
  backup_ambiguous: { status: 422, title: 'The archive contains more than one backup. Bring each one as a file of its own.' },

  archive_truncated: { status: 422, title: 'The zip archive is cut off: its table of contents is missing. Download or copy it again.' },
  archive_damaged: { status: 422, title: 'The zip archive is damaged. Download or copy it again.' },
  archive_unsafe_name: { status: 422, title: 'The zip archive contains a name that points outside of the archive or is malformed.' },
  archive_special_file: { status: 422, title: 'The zip archive contains a symbolic link or a device. Only files and folders are read.' },
  archive_duplicate_name: { status: 422, title: 'The zip archive contains the same name twice, so it is not clear which one counts.' },
  archive_encrypted: { status: 422, title: 'The zip archive is encrypted. Remove the password and bring it again.' },
  archive_method_unsupported: { status: 422, title: 'The zip archive uses a compression other than "stored" or "deflate".' },
  archive_size_mismatch: { status: 422, title: 'An entry of the zip archive has another size than the archive declares.' },
  archive_entry_mismatch: { status: 422, title: 'An entry of the zip archive describes itself differently in its two headers.' },
  archive_bomb: { status: 422, title: 'The zip archive expands far beyond what its size allows.' },
  archive_overlap: { status: 422, title: 'Entries of the zip archive share the same bytes, as only a crafted archive does.' },
  archive_too_many_entries: { status: 422, title: 'The zip archive contains more entries than are read.' },
  archive_too_large: { status: 422, title: 'The zip archive, or an entry of it, is larger than is read.' },

  encoding_unsupported: { status: 422, title: 'The XML is in a character encoding that is not read. UTF-8 is right.' },
  encoding_mismatch: { status: 422, title: 'The XML declares another character encoding than it is written in.' },
  encoding_invalid: { status: 422, title: 'The XML contains bytes that are no text in its character encoding.' },

  xml_malformed: { status: 422, title: 'The XML is not well-formed.' },
  xml_truncated: { status: 422, title: 'The XML is cut off before its end. Download or copy it again.' },
  xml_doctype_forbidden: { status: 422, title: 'The XML declares entities of its own. No backup does; they are never expanded.' },
  xml_too_deep: { status: 422, title: 'The XML is nested deeper than any backup is.' },
  import_not_found: { status: 404, title: 'There is no such import on this site.' },
  import_ended: { status: 409, title: 'This import has ended. Bring the file again to start a new one.' },
  import_not_stopped: { status: 409, title: 'This import is running; there is nothing to resume.' },
  import_empty: { status: 400, title: 'The upload has no bytes. Send the file as the body of the request.' },
  import_too_large: { status: 413, title: 'The file is larger than imports may be here. The operator sets the limit (import.fileBytesMax).' },
  import_aborted: { status: 400, title: 'The upload stopped before its end. Send it again.' },
  import_storage_full: { status: 507, title: 'There is no space left for the file. The operator must make room.' },
  import_product_missing: { status: 409, title: 'This site does not have the product that the backup belongs to.' },
  import_requester_lost_access: { status: 403, title: 'Whoever started this import is no longer an administrator of the site.' },
  import_value_refused: { status: 422, title: 'The backup contains a value that is larger than anything of its kind can be.' },
  import_interrupted: { status: 500, title: 'The import was interrupted several times in the same place. Nothing of it is visible; it can be resumed.' },

  backup_not_found: { status: 404, title: 'There is no such backup on this site.' },
  backup_schedule_not_found: { status: 404, title: 'There is no such backup schedule on this site.' },
  backup_ended: { status: 409, title: 'This backup has ended; there is nothing to cancel.' },
  backup_not_ended: { status: 409, title: 'This backup is still being made. Cancel it first.' },
  backup_locked: { status: 409, title: 'This backup is locked in the vault: nobody removes it before its days are over.' },
  backup_not_ready: { status: 409, title: 'This backup has no file: it is still being made, or it failed.' },
  backup_product_missing: { status: 409, title: 'This site does not have the product that is to be backed up.' },
  backup_container_unknown: { status: 422, title: 'There is no such project or space on this site.' },
  backup_containers_need_product: { status: 422, title: 'Projects and spaces are named together with their product: tracker or wiki.' },
  backup_native_whole: { status: 422, title: 'The native format holds a whole product. Projects and spaces are backed up as XML.' },
  backup_too_many: { status: 409, title: 'So many backups or schedules wait on this site that no more are taken. Wait until one has ended, or remove one.' },
  backup_requester_lost_access: { status: 403, title: 'Whoever asked for this backup is no longer an administrator of the site.' },
  backup_interrupted: { status: 500, title: 'The backup was interrupted several times in the same place. Ask for a new one.' },

  xml_limit_exceeded: { status: 422, title: 'A part of the XML is larger than any backup has it.' },
});
