<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Account</name>
    <message>
        <source>A device without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Current one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices that are signed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out all others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password is changed. All other devices have been signed out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What Matinee calls you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last used {ago}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it now: nobody can see it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For scripts, instead of your password. Each is for one thing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke {token}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the script is called</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the token is for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never used</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Accounts</name>
    <message>
        <source>Account and devices…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget {host}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget {host}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to {host}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its accounts are signed out on this computer, and what is being uploaded to it stops. What is there already stays there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to {host}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have not been to this server. It wants an account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have not been to this server. You look around there as a guest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name} – %n uploading</source>
        <translation>
            <numerusform>{name} – %n uploading</numerusform>
            <numerusform>{name} – %n uploading</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message numerus="yes">
        <source>%n new video(s) from channels you follow.</source>
        <translation>
            <numerusform>%n new video from channels you follow.</numerusform>
            <numerusform>%n new videos from channels you follow.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) are ready.</source>
        <translation>
            <numerusform>%n video are ready.</numerusform>
            <numerusform>%n videos are ready.</numerusform>
        </translation>
    </message>
    <message>
        <source>Connecting to {server}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are signed out here, but the server could not be told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{channel}: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is ready.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bulk</name>
    <message numerus="yes">
        <source>%n could not be changed</source>
        <translation>
            <numerusform>%n could not be changed</numerusform>
            <numerusform>%n could not be changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n is/are gone for good already</source>
        <translation>
            <numerusform>%n is gone for good already</numerusform>
            <numerusform>%n are gone for good already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) deleted</source>
        <translation>
            <numerusform>%n video deleted</numerusform>
            <numerusform>%n videos deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are back</source>
        <translation>
            <numerusform>%n video is back</numerusform>
            <numerusform>%n videos are back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are in “{channel}”</source>
        <translation>
            <numerusform>%n video is in “{channel}”</numerusform>
            <numerusform>%n videos are in “{channel}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are private</source>
        <translation>
            <numerusform>%n video is private</numerusform>
            <numerusform>%n videos are private</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are public</source>
        <translation>
            <numerusform>%n video is public</numerusform>
            <numerusform>%n videos are public</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are unlisted</source>
        <translation>
            <numerusform>%n video is unlisted</numerusform>
            <numerusform>%n videos are unlisted</numerusform>
        </translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Move %n video(s) to</source>
        <translation>
            <numerusform>Move %n video to</numerusform>
            <numerusform>Move %n videos to</numerusform>
        </translation>
    </message>
    <message>
        <source>Move to channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message numerus="yes">
        <source>%n new video(s)</source>
        <translation>
            <numerusform>%n new video</numerusform>
            <numerusform>%n new videos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s)</source>
        <translation>
            <numerusform>%n video</numerusform>
            <numerusform>%n videos</numerusform>
        </translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues from {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download for later…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download original…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused at {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlist…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public from {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replacing: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These videos can&apos;t be shown just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlisted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlisted from {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload unfinished, {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the network. Goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting to be encoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever has the link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can be watched already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sent} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is archived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is being checked. In a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is being prepared. In a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is still being uploaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in a new window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Channels</name>
    <message numerus="yes">
        <source>%Ln follower(s)</source>
        <translation>
            <numerusform>%Ln follower</numerusform>
            <numerusform>%Ln followers</numerusform>
        </translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Banner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen by the server if left empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Following</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here since {date}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its videos go to your first channel. Its followers lose it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to watch here yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to follow it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the picture away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no public playlists here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This channel says nothing of itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Change keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Costs</name>
    <message>
        <source>About {convert} to convert, then {keep} a month to keep.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {keep} a month to keep.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each viewing costs about {watch}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated: {priced}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It leaves you {left} of your space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Sending takes about %n minute(s) at the present speed.</source>
        <translation>
            <numerusform>Sending takes about %n minute at the present speed.</numerusform>
            <numerusform>Sending takes about %n minutes at the present speed.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is more than the {left} you have left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Upload %n file(s) ({size})?</source>
        <translation>
            <numerusform>Upload %n file ({size})?</numerusform>
            <numerusform>Upload %n files ({size})?</numerusform>
        </translation>
    </message>
    <message>
        <source>Upload “{name}” ({size})?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your videos cost about {keep} a month to keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>converting them cost {convert}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{convert} to convert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{keep} a month to keep</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message numerus="yes">
        <source>%n upload(s) paused</source>
        <translation>
            <numerusform>%n upload paused</numerusform>
            <numerusform>%n uploads paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) is/are still on the way.</source>
        <translation>
            <numerusform>%n video is still on the way.</numerusform>
            <numerusform>%n videos are still on the way.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) on the way</source>
        <translation>
            <numerusform>%n video on the way</numerusform>
            <numerusform>%n videos on the way</numerusform>
        </translation>
    </message>
    <message>
        <source>A video is playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do the same from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on in the tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you quit, nothing is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Matinee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploads go on where they are when Matinee starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos are being uploaded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Add subtitles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other websites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Poster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible to</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Downloads</name>
    <message numerus="yes">
        <source>%n download(s) failed</source>
        <translation>
            <numerusform>%n download failed</numerusform>
            <numerusform>%n downloads failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n download(s) under way</source>
        <translation>
            <numerusform>%n download under way</numerusform>
            <numerusform>%n downloads under way</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking whether all of it is right…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message>
        <source>{have} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message numerus="yes">
        <source>%n of these files are there already.</source>
        <translation>
            <numerusform>%n of these files is there already.</numerusform>
            <numerusform>%n of these files are there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other file(s) will be sent anyhow.</source>
        <translation>
            <numerusform>%n other file will be sent anyhow.</numerusform>
            <numerusform>%n other files will be sent anyhow.</numerusform>
        </translation>
    </message>
    <message>
        <source>Don&apos;t wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking whether these files are there already…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send all anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There already</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is in your videos already: “{title}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is on its way already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is the same film as “{other}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Nothing that was made of it is missing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>A chapter begins before the video ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A description has at most {most} characters, and this one {length}. It stays here, and is saved once it is shorter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture for all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>A tag has at most %n letter(s).</source>
        <translation>
            <numerusform>A tag has at most %n letter.</numerusform>
            <numerusform>A tag has at most %n letters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A video has at most %n tag(s).</source>
        <translation>
            <numerusform>A video has at most %n tag.</numerusform>
            <numerusform>A video has at most %n tags.</numerusform>
        </translation>
    </message>
    <message>
        <source>A video needs a title.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chapter {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a time within the next hundred years.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Details of %n video(s)</source>
        <translation>
            <numerusform>Details of %n video</numerusform>
            <numerusform>Details of %n videos</numerusform>
        </translation>
    </message>
    <message>
        <source>Different values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each chapter begins later than the one before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each chapter needs a title.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the times in the description.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the video&apos;s file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the video&apos;s file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to the video&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let Matinee choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for scenes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it visible at a set time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moment of the poster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New videos of this channel begin so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New videos of this channel begin with what is said here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scene is clearly another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet. At least three lines in the description that begin with a time, the first with 0:00, are chapters, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything is saved: see what is marked below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: {why} Change it to try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: {why} Matinee tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of none of these videos: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Poster and subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove subtitles: {language}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved on this computer. The server has it when the upload begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Set for %n video(s).</source>
        <translation>
            <numerusform>Set for %n video.</numerusform>
            <numerusform>Set for %n videos.</numerusform>
        </translation>
    </message>
    <message>
        <source>Subtitles by file name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That text has {length} characters, and a description at most {most}: it was not pasted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That time is over: the video is visible at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of publication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times are minutes and seconds, such as 1:05.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the scene changes most; you can change and undo it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With commas between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>film.en.srt becomes the English subtitles of film.mp4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{zone} time ({offset})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>28 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost of converting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost of delivery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to your videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half of all plays began sooner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here you will see how often it is watched, and how far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much is watched as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of it is watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No player told yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has watched it in these days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has watched it yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the film in one play, on average.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On other websites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality by day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to see your figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stalls per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The share of plays that showed each part; of %n play(s) since {day}.</source>
        <translation>
            <numerusform>The share of plays that showed each part; of %n play since {day}.</numerusform>
            <numerusform>The share of plays that showed each part; of %n plays since {day}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until it begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views by day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch time by day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched in: {places}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guest on {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or paste a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Show uploads (%n under way)</source>
        <translation>
            <numerusform>Show uploads (%n under way)</numerusform>
            <numerusform>Show uploads (%n under way)</numerusform>
        </translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos (Ctrl+U)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} on {server}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>A history belongs to an account. Sign in to have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A video that can&apos;t be seen any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear history…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the whole history?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget that I watched it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on remembering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee also forgets how far you have watched each video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing watched yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing you watched matches “{query}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search your history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history is paused: what you watch is not remembered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you watch stands here, so that you can go on with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{position} of {duration}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels you follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue watching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier ones of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow a channel, and what it publishes appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Following</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further ones of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to your videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home can&apos;t be shown just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New from channels you follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing new from channels you follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to watch yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Popular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What people publish here appears on this page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message numerus="yes">
        <source>%n video(s) added to “Watch later”.</source>
        <translation>
            <numerusform>%n video added to “Watch later”.</numerusform>
            <numerusform>%n videos added to “Watch later”.</numerusform>
        </translation>
    </message>
    <message>
        <source>Another video is on its way to {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>As in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a row&apos;s keys, then press the new one. Delete takes them away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press a key…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is for “{first}” and “{second}”: only the first one has it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Languages</name>
    <message>
        <source>Arabic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>French</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>German</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Italian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Korean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Russian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Drop videos here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter your videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No video of yours has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They upload in the background.
You can watch them before that is over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your videos take {used} of {quota}: {left} left. What you delete counts until it can&apos;t be had back any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your videos take {used}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Open in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That password is not right. Ask whoever sent the link.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link means a part that this video does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The video of this link is private, or no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link asks for its password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link belongs to another server, {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link names no video.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lists</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are offline.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Matinee</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--at-key-frames says how to --trim, and there is no --trim.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--csv is a table of one video or channel, and no JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--days is at least 1, and within a hundred years.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--most is at least 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--output is of one video; --into takes several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--title, --captions and --poster are of one video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--title, --captions, --poster and --trim are of one film: name one FILE with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--trim begins at {start}, but {file} is {length} long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--trim goes to {stop}, but {file} is {length} long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4 to 20 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command uploads from this computer; Matinee takes over here when it ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proxy before {host} takes nothing of that size (413). Its limit has to be raised: in nginx that is client_max_body_size, in its defaults 1 MB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proxy on the way takes no large parts, so it is sent in small ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A title can&apos;t be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A web page answered instead of {host}. If this network wants you to sign in, do so in a browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above the edge by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a few seconds, unless you cancel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also where a film brings styles of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another Matinee is uploading already. Close it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another `matinee upload` is sending this account&apos;s films. Wait for its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As this computer says, or you do under Playing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask while something uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At certain times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto then stays at 480p or below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bit rates and buffer, for whoever runs the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Black</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t reach {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t reach {host}. Matinee goes on when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t reach {host}. The upload goes on when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t read {file}: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t start the player. Is libmpv installed?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections, at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying it into an MP4, to trim it: {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{title}”? [y/N]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding goes on when Matinee next runs; --wait stays until it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FFmpeg on this computer can&apos;t encode H.264: the film is cut at key frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Following</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For Auto; you can still choose more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on in the tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground behind them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has more than one picture: only the first one is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no picture: sound is cut between its packets anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is interlaced: it is cut at key frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was skipped in Matinee&apos;s window: it is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pictures are of a kind that no encoder here makes: it is cut at key frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pictures are {codec}, which can&apos;t be encoded to fit the rest: it is cut at key frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pictures depend on each other across key frames: it begins at one of those, and what follows a cut is encoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its subtitles that are pictures are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this computer awake while it uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MATINEE_TOKEN is for a server: say which by --server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee adds connections while that makes uploads faster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee can&apos;t write to {path}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee ended unexpectedly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee is closing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee&apos;s own server did not start: {reason} Details: {log_path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee&apos;s window is open, and goes on with what is unfinished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee&apos;s window is open: sign in and out there, or close it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee&apos;s window is sending this account&apos;s films. Close it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee&apos;s window sends this account&apos;s films, so it was given them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May not show it in their pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May show it in their pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most popular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of screenshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names or addresses, with commas between them. What comes from the internet reaches nothing else here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No previews under the pointer; what tells of a wait stands still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is signed in to {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is signed in to {host}. To do so: matinee sign-in {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing answers at {host}. Check the address, or try later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be cut out of the middle of {name}: its pictures depend on each other across key frames. Cut it at its beginning and its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is unfinished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of the film would be left. Keep at least one part of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of one width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the picture&apos;s height.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On a date…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On battery, wait below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer nobody is signed in: say which server by --server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once there is a connection to the server again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over 20 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password of the link:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the next video by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private: only you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public: everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember files of this computer, and what was chosen for films</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove what nobody watched for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say of what: of a VIDEO, or by --channel of a channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send {file} again? [y/N]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show captions for the hard of hearing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to upload. Nothing was taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in to {host} as {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed out of {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signs and songs then lose their places and colours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something answers at {host}, but it is no Matinee server. Check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in the player. Open the video again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Matinee. Its log says what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Matinee. Resume to try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: {films}. The same command goes on with it, and so does the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streams may ask these computers in my network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell me when a video is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the server how well videos played</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the server with each request how playing goes (CMCD)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That folder is too large to look through; some films may be missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is a fault in Matinee, not yours, and Matinee goes on. This report helps to mend it; read it before you pass it on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That was a fault in Matinee, not yours; uploads go on where they were. This report helps to mend it; read it before you pass it on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer ended early.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The battery is low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection broke.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} is not secure: its certificate is not valid. Check this computer&apos;s date, and the network it is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download broke off. Start it again, and it goes on from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file can&apos;t be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that you chose is not on this computer any more: choose it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files from before were not taken: they were for another account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of keys is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of servers is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of uploads can&apos;t be saved: {why}. Matinee keeps trying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of uploads was written by a newer Matinee. Update this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of watched folders is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original can&apos;t be played meanwhile: it is of another kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original is too large for this connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original of this video is not on the server any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part ends before it begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture can&apos;t be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range {text} ends before it begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ranges of --trim overlap: what they share is kept once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server answered {status}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not sign all parts it was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server had dropped the unfinished upload, so it starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is still making this part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server no longer has this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server no longer lets us in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The site doesn&apos;t give this video away. It may want you to sign in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store refused a part ({status} {code}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The timetable of uploads is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The title is too long: {count} letters, where {most} are the most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a page at this address, not a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no account “{name}” there. `matinee servers` lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection to the server just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no export of Matinee in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture at that moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room left in {folder}, which trimming needs. Free some, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no setting “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no setting “{name}”. Did you mean “{close}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no video at this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nobody to ask for whose account it is: say --email.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nobody to ask for {what}: write it to the input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nobody to ask whether to delete: say --yes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to change: say what, as by --title.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These subtitles can&apos;t be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They also tell what is heard besides words. A film without them shows its subtitles in your language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring to keep a session in, so nothing was kept. `matinee sign-in --print-token` prints a token for MATINEE_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s disk is slow to answer. Goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s keyring is not available, and sessions are kept there. `matinee sign-in --print-token` prints a token for MATINEE_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s keyring is not available: you will be asked to sign in again next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file has neither picture nor sound that can be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is not a video, or of a kind that can&apos;t be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is not there, or can&apos;t be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a list of files. Open one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This network is metered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This network is metered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This quality is cut differently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This quality is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This upload belongs to another account. Sign in to that one to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video asks for something of {host}, which is in your own network. If you trust the video, allow that host in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be kept yet: the server is still making it. Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be kept: it is encrypted, or of an unusual kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: a part of it is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: a part of it is far too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: a part of it is not on the web.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: it is a live broadcast.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: it is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: it is protected by DRM, which Matinee doesn&apos;t have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its address leads in circles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its codec is not supported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its key does not fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its manifest is of an unusual kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its manifest offers nothing that can be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its playlist can&apos;t be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be played: its playlist offers nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video can&apos;t be watched any more: it was made private or deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To trim this file, Matinee needs FFmpeg. Install it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two files of captions are for the same language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typeface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under 4 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlisted: whoever has the link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading begins when there is a connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos on this computer are for nobody else. Upload to a server to share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait while the network is metered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting times, qualities, bytes and the parts watched of each play; nothing about you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting: the battery is low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting: this network is metered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is at this address is not a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in braces stands for that of the film. They go to your pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is private is never published: leave out --visibility or --publish-at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the pointer rests on a video, fetch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the window is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a file was left, and sound, subtitles and speed; kept here alone. Without it, what was remembered is forgotten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>White</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With serifs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are signed out here, but the server could not be told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no channel “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no playlist “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another one is still using its data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything is sent; being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking at the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uploading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} film(s) are there already, so nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} can&apos;t be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is in your videos already: “{title}”, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is named twice; it is sent once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is no text in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is the same film as {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is there already. --output takes another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is too long for a description: {count} letters, where {most} are the most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: downloaded, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: downloading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: ready, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: uploaded, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: with Matinee&apos;s window, which sends it, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{good} uploaded · {bad} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has an older Matinee: some things do not work until it is updated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is newer than this Matinee: some things may not work until you update it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is not available just now ({status}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host}: others can read along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{making} {instead}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} arrived damaged and was not kept. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be cut between key frames. Cut it at key frames instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be trimmed: its format does not allow it. Upload the whole of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} changed after its upload began. Resume to send the new version from the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is incomplete: its end is missing. Export or copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is larger than 48.8 TiB, the most that can be stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no longer in {folder}. Put it back, then resume.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no picture that Matinee can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a video: it has neither picture nor sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too large for a poster: {width} × {height}. Make it smaller first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too large for subtitles: 16 MiB is the most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not taken: the list of uploads was closed just then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was touched. What was sent is compared with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder, not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder. Name the files in it, or have it watched: --watch {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a file that can be sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} has passed already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is too far away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} is too far away: choose one within the next hundred years.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: there again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{trouble} Trying again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” must be from {least} to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” must be of the kind of {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” must be one of {options}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” holds no tags. They look like garden, how to; or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is neither the id nor the address of a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no address of a video. One begins with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no language. One looks like en or pt-BR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no range of times, such as 0:10-1:25.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no rate. One looks like 500k or 2.5M (bytes a second).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no time of a film. One looks like 1:30 or 90s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is no time. One looks like 2030-05-31T18:00 or 2030-05-31T18:00+02:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” names no language. Captions look like film.srt:en or film.srt:pt-BR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{typed}” is not the address of a server. One looks like https://videos.example.org.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody came back from the browser. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have gone on without the browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} wants to open a page that is not safe. Tell its administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{issuer} did not let you in. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is for watching. Nothing was taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound alone is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} is not secure: who issued its certificate is not known on this computer. If it was your organisation, install its root certificate, or name that file in SSL_CERT_FILE.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Moving</name>
    <message numerus="yes">
        <source>%n there already</source>
        <translation>
            <numerusform>%n there already</numerusform>
            <numerusform>%n there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) could not be exported</source>
        <translation>
            <numerusform>%n video could not be exported</numerusform>
            <numerusform>%n videos could not be exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) exported</source>
        <translation>
            <numerusform>%n video exported</numerusform>
            <numerusform>%n videos exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) had no file to send</source>
        <translation>
            <numerusform>%n video had no file to send</numerusform>
            <numerusform>%n videos had no file to send</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) on their way</source>
        <translation>
            <numerusform>%n video on its way</numerusform>
            <numerusform>%n videos on their way</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export everything to a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import an export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at what there is…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is there stays. Export to the same folder to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{have} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Act on the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>${number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln view(s)</source>
        <translation>
            <numerusform>%Ln view</numerusform>
            <numerusform>%Ln views</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s) ago</source>
        <translation>
            <numerusform>%n month ago</numerusform>
            <numerusform>%n months ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s) ago</source>
        <translation>
            <numerusform>%n year ago</numerusform>
            <numerusform>%n years ago</numerusform>
        </translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n day(s) left</source>
        <translation>
            <numerusform>about %n day left</numerusform>
            <numerusform>about %n days left</numerusform>
        </translation>
    </message>
    <message>
        <source>about {hours} h left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {hours} h {minutes} min left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than $0.01</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} KB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} TB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} kbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Offline</name>
    <message>
        <source>Asking the server for its sizes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose “Download for later” in a video&apos;s menu to watch it offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download for later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads take {used} of {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads take {used}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not on the server any more, and so removed from your downloads: {titles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not watched for long, and so removed from your downloads: {titles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing downloaded yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the download of “{title}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The video stays on the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for this one: remove others first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best for this screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{have} of about {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is being downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} (Ctrl+{number})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n overcome</source>
        <translation>
            <numerusform>%n overcome</numerusform>
            <numerusform>%n overcome</numerusform>
        </translation>
    </message>
    <message>
        <source>1:02:03, 62.5 or 50 %, up to {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bit faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bit slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part begins here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part ends here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ahead 10 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ahead 5 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ahead a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto ({quality})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Autoplay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back 10 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can&apos;t play this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close (Q)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codec: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a link to this moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a screenshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deinterlace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download for later…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit, fill or stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame +1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame −1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen on the next screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to time…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can&apos;t be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave full screen, or the film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop from here, to here, no more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop from {start}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop: {start} – {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Louder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Louder than 100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved by {x} %, {y} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next (Shift+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next audio track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next second subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: {title} (Shift+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing comes after this. “Play next” and “Add to queue” in a video&apos;s menu put it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused, {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture in picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture to the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture to the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Player</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous (Shift+P)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quieter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat: all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat: off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat: this video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screenshot without subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second subtitles off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second subtitles: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sharing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small, over the pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound {milliseconds} ms later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stalls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretched to the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles ({endings})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles from a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles lower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles on or off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles {milliseconds} ms later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles {percent} % higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtitles: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture fills the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To 0 % … 90 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the previous line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turned by {degrees}°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up next (Q)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Up next in %n s</source>
        <translation>
            <numerusform>Up next in %n s</numerusform>
            <numerusform>Up next in %n s</numerusform>
        </translation>
    </message>
    <message>
        <source>Upload this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch the whole video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the hard of hearing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mono</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>software</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stereo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tone-mapped for this screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} not decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count}, {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{factor} ×</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hits} of {answers} from a cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{offset} ms from the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{position} of {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{quality}: less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{quality}: more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} Hz</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} at {rate} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, unused {unused}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in a new window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Playlists</name>
    <message numerus="yes">
        <source>%Ln video(s)</source>
        <translation>
            <numerusform>%Ln video</numerusform>
            <numerusform>%Ln videos</numerusform>
        </translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Added to %n playlist(s).</source>
        <translation>
            <numerusform>Added to %n playlist.</numerusform>
            <numerusform>Added to %n playlists.</numerusform>
        </translation>
    </message>
    <message>
        <source>Added to “{title}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link (only you can open it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{title}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is gone for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its owner shows it to nobody else now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a new one, if you want one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New playlist…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is on this playlist yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to watch later yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playlists belong to an account. Sign in to have some.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Put %n video(s) on</source>
        <translation>
            <numerusform>Put %n video on</numerusform>
            <numerusform>Put %n videos on</numerusform>
        </translation>
    </message>
    <message>
        <source>Put on a playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put videos here by “Watch later” in their menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put videos on it by “Playlist…” in their menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put “{title}” on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The videos on it stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos of the playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch later</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%n video(s) are in the queue.</source>
        <translation>
            <numerusform>%n video is in the queue.</numerusform>
            <numerusform>%n videos are in the queue.</numerusform>
        </translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is in the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” plays next.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>All videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No video matches these filters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No video matches “{query}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results for “{query}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no videos yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the filters there may be some.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message numerus="yes">
        <source>%n folder(s)…</source>
        <translation>
            <numerusform>%n folder…</numerusform>
            <numerusform>%n folders…</numerusform>
        </translation>
    </message>
    <message>
        <source>Kinds of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of the subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is how it looks.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Share</name>
    <message>
        <source>A link that you can take back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied. The link works only on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy embed code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody can watch this video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {time} on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Links work only on this computer, and only while Matinee is open: your videos are kept here. With a Matinee server they work everywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only you can open this link: the video is private. A link that you make below opens it for whoever has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the link on a telephone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QR code of the link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part must end after it starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The video is over by then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until you take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever has this link can watch the video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write times like 1:30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a password</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>Add a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget this server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgot the password? Ask the administrator of {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to another server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around without an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to one that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you type here goes over the network unencrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever runs it has told you its address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>videos.example.org</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All devices that are signed in are signed out by this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a new password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are invited to {host}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue with {issuer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in there, in your browser. Matinee waits for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop waiting for the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is all. You can close this page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>Matinee can&apos;t start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee ended unexpectedly last time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>Replace the file of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” shows the former file again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timetable</name>
    <message>
        <source> Mbit/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s)…</source>
        <translation>
            <numerusform>%n limit…</numerusform>
            <numerusform>%n limits…</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits by the time of the week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same limit holds all week.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same limit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where two overlap, the upper one counts. A time that ends before it begins goes on into the next day.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Trim</name>
    <message>
        <source>At key frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the cuts {seconds} of picture is encoded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying the film, without encoding it, so that it can be cut… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exactly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Farther</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the film…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is encoded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play what is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sends {length} of {whole}, about {size} of {all}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole film: {length}, {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{action} ({key})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{position} of {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Uploads</name>
    <message numerus="yes">
        <source>%n being encoded</source>
        <translation>
            <numerusform>%n being encoded</numerusform>
            <numerusform>%n being encoded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) on the way.</source>
        <translation>
            <numerusform>%n file on the way.</numerusform>
            <numerusform>%n files on the way.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s), {size} to go</source>
        <translation>
            <numerusform>%n file, {size} to go</numerusform>
            <numerusform>%n files, {size} to go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n is/are mine</source>
        <translation>
            <numerusform>It is mine</numerusform>
            <numerusform>They are mine</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unfinished upload(s) found. An earlier Matinee did not note whose.</source>
        <translation>
            <numerusform>An unfinished upload waits here. An earlier Matinee did not note whose it is.</numerusform>
            <numerusform>%n unfinished uploads wait here. An earlier Matinee did not note whose they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s)</source>
        <translation>
            <numerusform>%n upload</numerusform>
            <numerusform>%n uploads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) failed.</source>
        <translation>
            <numerusform>%n upload failed.</numerusform>
            <numerusform>%n uploads failed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n uploaded</source>
        <translation>
            <numerusform>%n uploaded</numerusform>
            <numerusform>%n uploaded</numerusform>
        </translation>
    </message>
    <message>
        <source>Add videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n upload(s)?</source>
        <translation>
            <numerusform>Cancel %n upload?</numerusform>
            <numerusform>Cancel %n uploads?</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit details…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed · {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished · {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the qualities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is being uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing more is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove finished uploads from this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show each quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no video in that folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under way · {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched folders…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was sent of it is lost; the file itself stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you upload is here, until it is ready and after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is {name} now?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is shown as it is until the new file is ready.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Versions</name>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Former</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for versions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is only this file. When another one takes its place, this one stays in the list and can be brought back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions of “{title}”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Watched</name>
    <message numerus="yes">
        <source>%n not sent: the account has the same already</source>
        <translation>
            <numerusform>%n not sent: the account has the same already</numerusform>
            <numerusform>%n not sent: the account has the same already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) about to be uploaded</source>
        <translation>
            <numerusform>%n video about to be uploaded</numerusform>
            <numerusform>%n videos about to be uploaded</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also the videos that are in it already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As chosen before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As usual in the channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything in it is seen to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move them elsewhere once they are uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not there just now. Matinee goes on when its drive is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The usual one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos that appear in these folders are uploaded by themselves, each once, as soon as they have stopped growing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch {folder} no more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch “{folder}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an account that is not known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then moved to “{folder}”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>Clear this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file was played yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing in it that can be played.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Address of a video, an HLS playlist or a DASH manifest:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %n video(s)?</source>
        <translation>
            <numerusform>Delete %n video?</numerusform>
            <numerusform>Delete %n videos?</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete “{title}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export everything…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import an export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to see these subtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to trim and upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go to watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matinee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open URL…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recently played…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim and upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim and upload…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload the videos of a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload videos…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos, sound and lists of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can take it back for 10 seconds. Then it is gone for good, with everything made from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} – Matinee</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
