//! Encryption in the format of age: whoever holds the private key reads it with `age --decrypt`.

use crate::commands::WrongArguments;
use age::x25519::Recipient;
use anyhow::Context as _;
use std::fs::{File, OpenOptions};
use std::path::Path;

/// The public keys, parsed.
pub(super) fn recipients(keys: &[String]) -> anyhow::Result<Vec<Recipient>> {
    let parse = |text: &String| {
        text.parse::<Recipient>().map_err(|reason| {
            let shown: String = text.chars().take(12).collect();
            WrongArguments(format!("`{shown}…` is not a public key of age (age1…): {reason}")).into()
        })
    };
    keys.iter().map(parse).collect()
}

/// Encrypts a file to those who hold a key for one of the recipients.
pub(super) fn seal(from: &Path, to: &Path, recipients: &[Recipient]) -> anyhow::Result<()> {
    let some = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(some).context("there is nobody to encrypt to")?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let sealed = options.open(to).with_context(|| format!("cannot make `{}`", to.display()))?;
    let mut out = encryptor.wrap_output(sealed)?;
    std::io::copy(&mut File::open(from)?, &mut out)?;
    out.finish()?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn only_the_holder_of_the_key_reads_it() {
        let folder = std::env::temp_dir().join(format!("aula-seal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (plain, sealed) = (folder.join("plain"), folder.join("sealed"));
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        std::fs::write(&plain, &bytes).unwrap();
        let (key, other) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
        seal(&plain, &sealed, &recipients(&[key.to_public().to_string()]).unwrap()).unwrap();
        let kept = std::fs::read(&sealed).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(kept.starts_with(b"age-encryption.org/v1") && !kept.windows(64).any(|w| w == &bytes[..64]));
        let open = |identity: &age::x25519::Identity| {
            let identity: &dyn age::Identity = identity;
            age::Decryptor::new(&kept[..]).unwrap().decrypt(std::iter::once(identity)).map(|mut reader| {
                let mut read = Vec::new();
                reader.read_to_end(&mut read).unwrap();
                read
            })
        };
        assert_eq!(open(&key).unwrap(), bytes);
        assert!(open(&other).is_err());
        assert!(recipients(&["age1nonsense".to_owned()]).is_err());
    }
}
